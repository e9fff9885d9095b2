import { z } from 'zod';
import { picture } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { PhotoService } from './photo-service.js';

const showPhoto = z.strictObject({ id: z.string().regex(/^[0-9A-Z]{26}$/, 'not_found') });

/** One address for the photos of every feature; who may see one is in its record. */
export const photoRoutes = (photos: Pick<PhotoService, 'fetch'>): readonly Route[] => [
  get('/photos/:id', {
    access: 'member',
    input: showPhoto,
    async handle({ input, viewer }) {
      const { path, type } = await photos.fetch(input.id, viewer);
      return picture(path, type);
    },
  }),
];
