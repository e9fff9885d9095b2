/**
 * Who gets what, written by hand: the status of every route for every kind of person. `owner` is the
 * tester whose application, unit, report and share it is; `other` is a tester who has one too;
 * `suspended` is a tester who was signed in when suspended. A form is sent as `test/http/access.test.ts`
 * fills it; where the table says 422 the form is left empty and only access is asked for.
 * 303 is a redirect after success, or for a visitor's GET the way to the sign-in page.
 */
export const COLUMNS = ['anonymous', 'suspended', 'other', 'qa', 'admin', 'owner'] as const;
export type Column = (typeof COLUMNS)[number];

const TABLE = `
route                                      anonymous suspended other qa  admin owner
GET  /                                     200       200       200   200 200   200
GET  /sign-up                              200       200       200   200 200   200
POST /sign-up                              422       422       422   422 422   422
GET  /sign-in                              200       200       200   200 200   200
POST /sign-in                              401       401       401   401 401   401
GET  /setup/:token                         404       404       404   404 404   404
POST /setup/:token                         422       422       422   422 422   422
GET  /join/:token                          404       404       404   404 404   404
POST /join/:token                          422       422       422   422 422   422
GET  /forgot                               200       200       200   200 200   200
POST /forgot                               422       422       422   422 422   422
GET  /reset/:token                         404       404       404   404 404   404
POST /reset/:token                         422       422       422   422 422   422
POST /preferences                          303       303       303   303 303   303
GET  /me                                   303       403       200   200 200   200
GET  /me/settings                          303       403       200   200 200   200
POST /me/settings                          401       403       422   422 422   422
GET  /people/:handle                       200       200       200   200 200   200
GET  /rounds                               200       200       200   200 200   200
GET  /rounds/:slug                         200       200       200   200 200   200
GET  /rounds/:slug/apply                   303       403       200   403 403   200
POST /rounds/:slug/apply                   401       403       422   403 403   422
POST /rounds/:slug/withdraw                401       403       409   403 403   409
POST /rounds/:slug/remind                  401       403       422   422 422   422
GET  /rounds/:slug/draw                    200       200       200   200 200   200
GET  /rounds/:slug/draw/draw.json          404       404       404   404 404   404
GET  /rounds/:slug/draw/list.csv           404       404       404   404 404   404
GET  /rounds/:slug/draw/result.csv         404       404       404   404 404   404
GET  /rounds/:slug/reach                   303       403       200   200 200   200
GET  /rounds/:slug/claim                   303       403       404   403 403   404
GET  /rounds/:slug/code                    303       403       404   403 403   404
POST /rounds/:slug/code                    401       403       422   403 403   422
GET  /admin/rounds/:slug/codes             303       403       403   403 200   403
POST /admin/rounds/:slug/codes             401       403       403   403 422   403
POST /admin/rounds/:slug/codes/:id/revoke  401       403       403   403 404   403
GET  /applications                         303       403       200   403 403   200
GET  /applications/:ref                    303       403       404   404 200   200
POST /applications/:ref/offer              401       403       403   403 422   403
POST /applications/:ref/withdraw-offer     401       403       403   403 409   403
POST /applications/:ref/sign               401       403       422   403 403   422
POST /applications/:ref/decline            401       403       404   403 403   409
POST /applications/:ref/consent            401       403       422   403 403   422
GET  /applications/:ref/consents/:n        303       403       404   404 200   200
GET  /units                                303       403       200   403 403   200
GET  /units/:ref                           303       403       404   200 200   200
POST /units/:ref/accept                    401       403       404   403 403   303
GET  /units/:ref/hand-over                 303       403       404   404 409   200
POST /units/:ref/hand-over                 401       403       415   415 415   415
POST /units/:ref/send-back                 401       403       422   403 403   422
GET  /hand-overs/:key                      303       403       404   404 404   404
POST /hand-overs/:key                      401       403       415   415 415   415
POST /hand-overs/:key/cancel               401       403       404   404 404   404
GET  /hand-overs/:key/photos/:id           303       403       404   404 404   404
GET  /photos/:id                           303       403       404   404 404   404
GET  /report                               303       403       200   403 403   200
POST /uploads                              401       403       415   403 403   415
GET  /report/files/:id/findings            303       403       404   403 403   404
POST /reports                              401       403       415   403 403   415
GET  /reports                              303       403       200   403 403   200
GET  /reports/:ref                         303       403       404   200 200   200
POST /reports/:ref/messages                401       403       404   303 303   303
POST /reports/:ref/files                   401       403       415   403 403   415
POST /reports/:ref/assign                  401       403       403   303 403   403
GET  /reports/:ref/answers/:answer         303       403       403   404 403   403
POST /reports/:ref/private                 401       403       403   409 403   403
POST /reports/:ref/private/lift            401       403       404   303 303   303
POST /reports/:ref/open                    401       403       403   403 422   403
POST /reports/:ref/status                  401       403       403   422 422   403
GET  /reports/:ref/files/:n                303       403       404   200 403   200
GET  /reports/:ref/files/:n/log            303       403       404   200 200   200
GET  /reports/:ref/files/:n/log.txt        303       403       404   200 200   200
POST /reports/:ref/files/:n                401       403       403   403 422   403
GET  /reports/:ref/link                    303       403       403   200 403   403
POST /reports/:ref/link                    401       403       403   422 403   403
POST /reports/:ref/unlink                  401       403       403   303 403   403
POST /reports/:ref/withdraw                401       403       404   403 403   303
GET  /crash-groups                         303       403       403   200 200   403
GET  /crash-groups/:ref                    303       403       403   200 200   403
POST /crash-groups/:ref/merge              401       403       403   422 403   403
POST /crash-groups/:ref/split              401       403       403   422 403   403
POST /crash-groups/:ref/apart              401       403       403   422 403   403
POST /crash-groups/:ref/lock               401       403       403   303 403   403
POST /crash-groups/:ref/undo               401       403       403   422 403   403
GET  /admin/symbols                        303       403       403   200 403   403
POST /admin/symbols                        401       403       403   415 403   403
POST /admin/symbols/:id/remove             401       403       403   404 403   403
GET  /defects                              200       200       200   200 200   200
POST /defects                              401       403       403   422 403   403
GET  /defects/disputes                     303       403       403   200 200   403
POST /defects/disputes/:id                 401       403       403   422 422   403
GET  /defects/:ref                         200       200       200   200 200   200
POST /defects/:ref/start                   401       403       403   303 403   403
POST /defects/:ref/resolve                 401       403       403   422 403   403
POST /defects/:ref/decline                 401       403       403   422 403   403
POST /defects/:ref/verify                  401       403       403   409 403   403
POST /defects/:ref/reopen                  401       403       403   422 403   403
POST /defects/:ref/merge                   401       403       403   422 403   403
POST /defects/:ref/unmerge                 401       403       403   422 403   403
POST /defects/:ref/severity                401       403       403   422 403   403
POST /defects/:ref/help/:id                401       403       403   422 403   403
POST /defects/:ref/confirm                 401       403       422   403 403   422
POST /defects/:ref/withdraw                401       403       422   403 403   422
POST /defects/:ref/vote                    401       403       409   403 403   409
POST /defects/:ref/unvote                  401       403       409   403 403   409
POST /defects/:ref/help                    401       403       422   403 403   422
GET  /defects/:ref/embargo                 303       403       403   200 200   403
POST /defects/:ref/embargo                 401       403       403   422 422   403
POST /defects/:ref/embargo/propose         401       403       403   409 409   403
POST /defects/:ref/embargo/lift            401       403       403   409 409   403
GET  /reports/:ref/dispute                 303       403       404   403 403   404
POST /reports/:ref/dispute                 401       403       422   403 403   422
GET  /crash-groups/:ref/tie                303       403       403   200 403   403
POST /crash-groups/:ref/tie                401       403       403   422 403   403
GET  /desk                                 303       403       403   200 403   403
POST /reports/:ref/answering                401       403       403   200 403   403
POST /desk/bulk                            401       403       403   422 403   403
POST /desk/bulk/run                        401       403       403   422 403   403
GET  /desk/events                          303       403       403   303 403   403
GET  /desk/keys                            303       403       403   200 403   403
POST /desk/views                           401       403       403   422 403   403
POST /desk/views/remove                    401       403       403   422 403   403
GET  /desk/figures                         303       403       403   200 200   403
GET  /desk/rota                            303       403       403   200 200   403
POST /desk/rota                            401       403       403   422 422   403
POST /desk/rota/:id/remove                 401       403       403   404 404   403
POST /desk/rota/:id/note                   401       403       403   404 403   403
POST /desk/rota/:id/read                   401       403       403   404 403   403
GET  /desk/answers                         303       403       403   200 403   403
GET  /desk/answers/new                     303       403       403   200 403   403
POST /desk/answers                         401       403       403   422 403   403
GET  /desk/answers/:ref                    303       403       403   404 403   403
POST /desk/answers/:ref                    401       403       403   422 403   403
POST /desk/answers/:ref/retire             401       403       403   422 403   403
POST /desk/answers/:ref/restore            401       403       403   422 403   403
GET  /releases                             200       200       200   200 200   200
POST /releases                             401       403       403   422 403   403
GET  /releases/feed.xml                    200       200       200   200 200   200
GET  /releases/:version                    200       200       200   200 200   200
GET  /releases/:version/edit               303       403       403   404 403   403
POST /releases/:version/edit               401       403       403   422 403   403
GET  /releases/:version/lines/:ref         303       403       403   404 403   403
POST /releases/:version/lines/:ref         401       403       403   422 403   403
GET  /releases/:version/card.svg           200       200       200   200 200   200
GET  /releases/:version/files              303       403       403   404 403   403
POST /releases/:version/files              401       403       403   415 403   403
POST /releases/:version/discard            401       403       403   422 403   403
POST /releases/:version/redraft            401       403       403   409 403   403
POST /releases/:version/freeze             401       403       403   409 403   403
POST /releases/:version/unfreeze           401       403       403   422 403   403
POST /releases/:version/publish            401       403       403   409 403   403
POST /releases/:version/roll-back          401       403       403   422 403   403
GET  /retests                              303       403       200   403 403   200
GET  /retests/:id                          303       403       404   403 403   404
POST /retests/:id                          401       403       404   403 403   404
GET  /defects/:ref/retests                 303       403       403   200 200   403
GET  /me/credit                            303       403       200   200 200   200
GET  /people/:handle/credit                303       403       403   200 200   403
GET  /releases/:version/popcorn            200       200       200   200 200   200
POST /releases/:version/popcorn            401       403       422   403 403   422
GET  /releases/:version/experience         200       200       200   200 200   200
POST /releases/:version/experience         401       403       422   403 403   422
POST /releases/:version/reactions          401       403       422   403 403   422
GET  /shares                               303       403       200   403 403   200
POST /shares/posts                         401       403       422   403 403   422
POST /shares/links                         401       403       422   403 403   422
GET  /cases                                303       403       200   403 403   200
GET  /admin/cases                          303       403       403   403 200   403
GET  /cases/new                            303       403       422   422 422   422
POST /cases                                401       403       415   415 415   415
GET  /cases/:ref                           303       403       404   404 200   200
POST /cases/:ref/decision                  401       403       403   403 422   403
POST /cases/:ref/appeal                    401       403       422   422 422   422
POST /cases/:ref/appeal-decision           401       403       403   403 422   403
POST /cases/:ref/finish                    401       403       403   403 409   403
POST /cases/:ref/close                     401       403       403   403 409   403
POST /cases/:ref/withdraw                  401       403       404   404 403   303
GET  /meetups                              200       200       200   200 200   200
GET  /admin/meetups                        303       403       403   403 200   403
GET  /meetups/new                          303       403       200   403 200   200
POST /meetups                              401       403       422   422 422   422
GET  /meetups/:ref                         200       200       200   200 200   200
GET  /meetups/:ref/edit                    303       403       403   403 200   404
POST /meetups/:ref/edit                    401       403       422   422 422   422
GET  /meetups/:ref/calendar.ics            200       200       200   200 200   200
POST /meetups/:ref/sign-up                 401       403       303   403 403   303
POST /meetups/:ref/leave                   401       403       303   403 403   303
POST /meetups/:ref/announce                401       403       403   403 303   403
POST /meetups/:ref/decline                 401       403       403   403 422   403
POST /meetups/:ref/cancel                  401       403       422   422 422   422
GET  /meetups/:ref/door                    303       403       403   403 200   200
GET  /meetups/:ref/attend/:code            303       403       403   403 200   200
POST /meetups/:ref/attendances             401       403       422   422 422   422
GET  /meetups/:ref/desk                    303       403       403   403 200   403
GET  /honours                              200       200       200   200 200   200
GET  /awards/:id                           200       200       200   200 200   200
GET  /standing                             303       403       200   403 403   200
POST /standing/heartbeat                   401       403       303   403 403   303
POST /standing/pause                       401       403       422   403 403   422
POST /standing/resume                      401       403       422   403 403   422
POST /standing/appeal                      401       403       422   403 403   422
GET  /standing/rules                       200       200       200   200 200   200
POST /standing/rules                       401       403       403   403 422   403
GET  /admin/standing                       303       403       403   403 200   403
GET  /admin/standing/:handle               303       403       403   403 200   403
POST /admin/standing/:handle/decision      401       403       403   403 422   403
POST /admin/standing/:handle/appeal        401       403       403   403 422   403
GET  /admin/people                         303       403       403   403 200   403
POST /admin/invitations                    401       403       403   403 422   403
POST /admin/people/:handle/reset-link      401       403       403   403 200   403
POST /admin/people/:handle/suspend         401       403       403   403 303   403
POST /admin/people/:handle/restore         401       403       403   403 303   403
GET  /admin/programs                       303       403       403   403 200   403
GET  /admin/builds/:code                   303       403       403   403 404   403
POST /admin/programs                       401       403       403   403 422   403
POST /admin/builds                         401       403       403   403 422   403
GET  /admin/rounds                         303       403       403   403 200   403
GET  /admin/rounds/new                     303       403       403   403 200   403
POST /admin/rounds                         401       403       403   403 422   403
GET  /admin/rounds/:slug                   303       403       403   403 200   403
POST /admin/rounds/:slug                   401       403       403   403 422   403
POST /admin/rounds/:slug/publish           401       403       403   403 409   403
GET  /admin/rounds/:slug/duplicates        303       403       403   403 200   403
POST /admin/rounds/:slug/set-aside         401       403       403   403 422   403
POST /admin/rounds/:slug/take-back         401       403       403   403 422   403
GET  /admin/rounds/:slug/selection         303       403       403   403 200   403
GET  /admin/rounds/:slug/selection/dry-run 303       403       403   403 200   403
POST /admin/rounds/:slug/selection/freeze  401       403       403   403 409   403
POST /admin/rounds/:slug/selection/beacon  401       403       403   403 422   403
POST /admin/rounds/:slug/selection/decide  401       403       403   403 409   403
GET  /admin/rounds/:slug/applications      303       403       403   403 200   403
GET  /admin/rounds/:slug/applications/review  303     403       403   403 422   403
POST /admin/rounds/:slug/applications/review  401     403       403   403 422   403
GET  /admin/units                          303       403       403   403 200   403
GET  /admin/units/new                      303       403       403   403 200   403
POST /admin/units                          401       403       403   403 422   403
GET  /admin/units/import                   303       403       403   403 200   403
POST /admin/units/import                   401       403       403   403 422   403
POST /admin/units/find                     401       403       403   403 422   403
GET  /admin/units/export.csv               303       403       403   403 200   403
GET  /admin/units/labels                   303       403       403   403 200   403
GET  /promise                              200       200       200   200 200   200
GET  /admin/promise                        303       403       403   403 200   403
POST /admin/promise                        401       403       403   403 422   403
GET  /admin/custody                        303       403       403   403 200   403
POST /admin/units/:ref/moves               401       403       403   403 422   403
POST /admin/rounds/:slug/end               401       403       403   403 303   403
GET  /possession/:code                     303       403       404   403 403   200
POST /possession/:code                     401       403       415   403 403   415
GET  /admin/possession                     303       403       403   403 200   403
POST /admin/possession/:ref/remind         401       403       403   403 409   403
POST /admin/possession/:ref/ask            401       403       403   403 409   403
POST /admin/possession/photos/:code/confirm 401      403       403   403 409   403
POST /admin/possession/photos/:code/reject 401       403       403   403 422   403
GET  /search                               200       200       200   200 200   200
POST /search/views                         401       403       422   422 422   422
POST /search/views/remove                  401       403       422   422 422   422
GET  /notices                              303       403       200   200 200   200
POST /notices/read                         401       403       303   303 303   303
POST /notices/mail                         401       403       303   303 303   303
POST /notices/topics/:topic/mute            401       403       404   404 404   404
GET  /notices/:id                          303       403       404   404 404   404
GET  /notices/mute/:token                  404       404       404   404 404   404
POST /notices/mute/:token                  404       404       404   404 404   404
GET  /admin/notices                        303       403       403   403 200   403
GET  /admin/mailbox                         303       403       403   403 200   403
POST /admin/notices/:id/retry              401       403       403   403 404   403
POST /sign-out                             303       303       303   303 303   303
`;

export interface AccessRow {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly statuses: Readonly<Record<Column, number>>;
}

export const ACCESS_TABLE: readonly AccessRow[] = TABLE.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [method, path, ...statuses] = line.trim().split(/\s+/);
    return {
      method: method as AccessRow['method'],
      path: path ?? '',
      statuses: Object.fromEntries(
        COLUMNS.map((column, place) => [column, Number(statuses[place])]),
      ) as Record<Column, number>,
    };
  });
