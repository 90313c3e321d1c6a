namespace Spacemesh.Poet.Http;

/// <summary>What a PoET server says of itself.</summary>
/// <param name="ServiceKey">Its public key.</param>
/// <param name="PhaseShift">Nanoseconds from an epoch's start to its round's start.</param>
/// <param name="CycleGap">Nanoseconds between rounds.</param>
/// <param name="Certifier">Where it wants certificates from; null when it takes none.</param>
public sealed record PoetInfo(byte[] ServiceKey, long PhaseShift, long CycleGap, PoetCertifierInfo? Certifier);
