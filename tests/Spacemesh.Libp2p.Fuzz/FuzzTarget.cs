namespace Spacemesh.Libp2p.Fuzz;

/// <summary>Something that takes bytes of a peer.</summary>
/// <param name="Name">Shown in reports.</param>
/// <param name="Weight">Share of the inputs.</param>
/// <param name="Seeds">Sound inputs that are mutated.</param>
/// <param name="Run">Throws only for a bug.</param>
internal sealed record FuzzTarget(string Name, int Weight, IReadOnlyList<byte[]> Seeds, Action<byte[]> Run);
