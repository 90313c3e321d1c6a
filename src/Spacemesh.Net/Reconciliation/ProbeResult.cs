using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>What a probe tells of a peer's set.</summary>
/// <param name="Count">Its keys.</param>
/// <param name="Fingerprint">Their fingerprint.</param>
/// <param name="Similarity">Share of common keys, estimated by samples: 1 for equal sets.</param>
public readonly record struct ProbeResult(long Count, RangeFingerprint Fingerprint, double Similarity);
