import { MongoStore } from 'connect-mongo';
import type { RequestHandler, Request } from 'express';
import session from 'express-session';
import type { MongoClient } from 'mongodb';
import passportModule from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Viewer } from '../kernel/people.js';

/** What accounts lends to the web layer, so that this file imports no feature. */
export interface SignInDeps {
  readonly client: MongoClient;
  readonly secret: string;
  readonly isHttps: boolean;
  /** Returns who signed in or throws the refusal. */
  readonly verify: (email: string, password: string, ip: string) => Promise<{ id: string }>;
  /** The key kept in the session; it changes when all sessions of the person shall end. */
  readonly sessionKeyOf: (personId: string) => Promise<string>;
  readonly loadViewer: (sessionKey: string) => Promise<Viewer | undefined>;
}

const SESSION_DAYS = 14;
const TOUCH_SECONDS = 3600;

export interface SignIn {
  readonly middleware: readonly RequestHandler[];
  readonly authenticate: (req: Request) => Promise<{ id: string }>;
  readonly begin: (req: Request, personId: string) => Promise<void>;
  readonly end: (req: Request) => Promise<void>;
}

/** Server-side sessions in MongoDB, carried by Passport; the viewer is loaded on every request. */
export function createSignIn(deps: SignInDeps): SignIn {
  const passport = new passportModule.Passport();
  passport.use(
    new LocalStrategy(
      { usernameField: 'email', passReqToCallback: true, session: false },
      (req, email, password, done) => {
        deps.verify(email, password, req.ip ?? '').then(
          (person) => {
            done(null, person as Express.User);
          },
          (error: unknown) => {
            done(error);
          },
        );
      },
    ),
  );
  passport.serializeUser((person, done) => {
    deps.sessionKeyOf(person.id).then(
      (key) => {
        done(null, key);
      },
      (error: unknown) => {
        done(error);
      },
    );
  });
  passport.deserializeUser((key: string, done) => {
    deps.loadViewer(key).then(
      (viewer) => {
        done(null, viewer ?? false);
      },
      (error: unknown) => {
        done(error);
      },
    );
  });

  const sessions = session({
    // The prefix makes browsers refuse the cookie from anything but this very host over https.
    name: deps.isHttps ? '__Host-sid' : 'sid',
    secret: deps.secret,
    resave: false,
    saveUninitialized: false,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: deps.isHttps,
      path: '/',
      maxAge: SESSION_DAYS * 86_400_000,
    },
    store: MongoStore.create({
      client: deps.client,
      collectionName: 'sessions',
      // The embedded engine never expires documents by itself.
      autoRemove: 'interval',
      autoRemoveInterval: 60,
      touchAfter: TOUCH_SECONDS,
      stringify: false,
    }),
  });

  return {
    middleware: [sessions, passport.session() as RequestHandler],
    authenticate: (req) =>
      new Promise((resolve, reject) => {
        const decide = passport.authenticate(
          'local',
          { session: false },
          (error: Error | null, person: Viewer | false) => {
            if (error) reject(error);
            else if (person) resolve(person);
            // Passport's way to say that a field was empty; verify refuses that by name.
            else deps.verify('', '', req.ip ?? '').then(resolve, reject);
          },
        ) as (req: Request, res: unknown, next: (error?: unknown) => void) => void;
        decide(req, undefined, reject);
      }),
    begin: (req, personId) =>
      new Promise((resolve, reject) => {
        req.logIn({ id: personId } as Express.User, (error?: Error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    end: (req) =>
      new Promise((resolve, reject) => {
        req.logOut((error?: Error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}
