import { canApply, type Accounts } from '../accounts/index.js';

export interface AdmissionDeps {
  readonly accounts: Pick<Accounts, 'recipients'>;
  /** Who of these was removed from the programme and not let in again; a later feature knows. */
  readonly removedAmong: (personIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

export type Admission = ReturnType<typeof createAdmission>;

/** Who may not be offered a seat, whatever their place in line. */
export function createAdmission({ accounts, removedAmong }: AdmissionDeps) {
  return {
    /** Suspended, removed, gone, or staff by now. */
    async barredAmong(personIds: readonly string[]): Promise<ReadonlySet<string>> {
      const [people, removed] = await Promise.all([
        accounts.recipients(personIds),
        removedAmong(personIds),
      ]);
      const isBarred = (id: string): boolean => {
        const person = people.get(id);
        return !person || person.status !== 'active' || !canApply(person) || removed.has(id);
      };
      return new Set(personIds.filter(isBarred));
    },
  };
}
