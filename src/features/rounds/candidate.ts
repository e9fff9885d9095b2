import type { Round } from './round.js';

/**
 * Where the people for the seats of a quota come from: a selection, the claims of a first-come
 * round, redeemed codes. Allocations asks for one person per free seat, for the first offer just as
 * for one that rolls down, and needs no list of its own.
 */
export interface CandidateSource {
  /**
   * Gives the turn to the next in line for that seat and remembers to which allocation. The same
   * allocation id always gets the same answer, so that a broken-off offer is made again and two
   * processes offer one seat to one person. Undefined while nobody waits.
   * @returns the id of the person's application
   */
  give(round: Round, seat: number, allocationId: string): Promise<string | undefined>;
  /**
   * That application can't take the turn: asked again with the same allocation id, `give` answers
   * with the next. Nothing happens if the turn is no longer that application's, so that of two
   * processes that pass over one person the slower does not pass over two.
   */
  skip(allocationId: string, applicationId: string): Promise<void>;
}
