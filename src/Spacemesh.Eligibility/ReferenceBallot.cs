using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>What a ballot says about its epoch; both null where it carries no epoch data.</summary>
public readonly record struct ReferenceBallot(Hash32? ActiveSetHash, Beacon? Beacon);
