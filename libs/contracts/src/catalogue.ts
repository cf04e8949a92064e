import * as ordering from './facts/ordering.js';
import * as compliance from './facts/procurement-compliance.js';
import * as assignment from './facts/task-assignment.js';

/** Every fact by the service that owns it: this page is the whole published language. */
export const factClasses = {
  ordering: {
    MunicipalityRegistered: ordering.MunicipalityRegistered,
    UnitRegistered: ordering.UnitRegistered,
    OrderPlaced: ordering.OrderPlaced,
    OrderAmended: ordering.OrderAmended,
    OrderOpened: ordering.OrderOpened,
    OrderHeld: ordering.OrderHeld,
    OrderRefused: ordering.OrderRefused,
    OrderConfirmed: ordering.OrderConfirmed,
    OrderReopened: ordering.OrderReopened,
    OrderWithdrawn: ordering.OrderWithdrawn,
    OrderSentToFallback: ordering.OrderSentToFallback,
    ExternalSupplierRecorded: ordering.ExternalSupplierRecorded,
    OrderDelivered: ordering.OrderDelivered,
    DeliveryAccepted: ordering.DeliveryAccepted,
    DeliveryDisputed: ordering.DeliveryDisputed,
    OrderClosed: ordering.OrderClosed,
  },
  'procurement-compliance': {
    OwnershipRecorded: compliance.OwnershipRecorded,
    TurnoverReported: compliance.TurnoverReported,
    LikePurchasesDeclared: compliance.LikePurchasesDeclared,
    OrderAssessed: compliance.OrderAssessed,
    AwardAssessed: compliance.AwardAssessed,
    ReviewRequested: compliance.ReviewRequested,
    ReviewDecided: compliance.ReviewDecided,
    ReviewClosed: compliance.ReviewClosed,
    LedgerEntryCorrected: compliance.LedgerEntryCorrected,
    LedgerEntryReleased: compliance.LedgerEntryReleased,
  },
  'task-assignment': {
    VekstbedriftRegistered: assignment.VekstbedriftRegistered,
    DepartmentRegistered: assignment.DepartmentRegistered,
    CapacityPublished: assignment.CapacityPublished,
    OrderOffered: assignment.OrderOffered,
    OfferDeclined: assignment.OfferDeclined,
    OrderClaimed: assignment.OrderClaimed,
    ClaimConfirmed: assignment.ClaimConfirmed,
    ClaimReleased: assignment.ClaimReleased,
    OrderUnclaimed: assignment.OrderUnclaimed,
    OffersClosed: assignment.OffersClosed,
    WorkDelivered: assignment.WorkDelivered,
  },
} as const;

/** The services that own facts. Reporting owns none: nobody decides on what it counts. */
export type Owner = keyof typeof factClasses;

/** All owners of facts, in the order of an order's path. */
export const OWNERS = Object.keys(factClasses) as Owner[];
