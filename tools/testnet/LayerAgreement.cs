namespace Spacemesh.Tools.Testnet;

/// <summary>What the nodes say of an applied layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Nodes">Nodes that applied it.</param>
/// <param name="Roots">Different state roots among them.</param>
/// <param name="Blocks">Different blocks among them; empty text for none.</param>
internal sealed record LayerAgreement(uint Layer, int Nodes, IReadOnlyList<string> Roots, IReadOnlyList<string> Blocks)
{
    public bool Agrees => Roots.Count == 1 && Blocks.Count == 1;
}
