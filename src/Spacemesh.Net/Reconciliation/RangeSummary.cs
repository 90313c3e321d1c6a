using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>Number and fingerprint of the keys of a range.</summary>
public readonly record struct RangeSummary(int Count, RangeFingerprint Fingerprint);
