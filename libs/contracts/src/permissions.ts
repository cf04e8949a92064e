import type { Role } from './words/closed-lists.js';

const everyone: Role[] = ['buyer', 'adviser', 'work-leader', 'manager', 'coordinator', 'operator'];

/** Which roles may do what. Whose things they may do it to is decided where the thing is: another organisation's is 404. */
export const MAY = {
  RegisterMunicipality: ['operator'],
  RegisterUnit: ['operator', 'adviser'],
  PlaceOrder: ['buyer'],
  AmendOrder: ['buyer'],
  WithdrawOrder: ['buyer'],
  RecordExternalSupplier: ['buyer'],
  RegisterExternalDelivery: ['buyer'],
  AcceptDelivery: ['buyer'],
  DisputeDelivery: ['buyer'],
  ReadOrders: ['buyer', 'adviser', 'coordinator', 'operator'],
  ReadMunicipalities: everyone,

  RecordOwnership: ['operator', 'manager'],
  ReportTurnover: ['manager'],
  DeclareLikePurchases: ['adviser'],
  DecideReview: ['adviser'],
  ReadLedger: ['buyer', 'adviser', 'coordinator', 'operator'],
  ReadReviews: ['adviser', 'operator'],
  ReadAssessments: ['buyer', 'adviser', 'coordinator', 'operator'],
  ReadOwnership: everyone,

  RegisterVekstbedrift: ['operator'],
  RegisterDepartment: ['operator', 'manager'],
  PublishCapacity: ['work-leader', 'manager'],
  ClaimOrder: ['work-leader', 'manager'],
  DeclineOffer: ['work-leader', 'manager'],
  RegisterWork: ['work-leader', 'manager'],
  ReadOffers: ['work-leader', 'manager'],
  ReadOfferReasons: everyone,
  ReadCalendar: ['work-leader', 'manager', 'operator'],
  ReadVekstbedrifter: everyone,

  ReadOutcomes: everyone,
  ReadTurnoverShares: everyone,
  FireTimers: ['operator'],
} as const satisfies Record<string, readonly Role[]>;

/** Something a token's holder may do. */
export type Action = keyof typeof MAY;

/** Whether a role may do something at all. */
export const may = (role: Role, action: Action): boolean => (MAY[action] as readonly Role[]).includes(role);
