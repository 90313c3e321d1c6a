using System.Collections.Frozen;

namespace Spacemesh.Ports.State;

/// <summary>The names of hints on the wire; case matters (spec 10 §10).</summary>
public static class BlobHints
{
    private static readonly FrozenDictionary<string, BlobHint> Named = new Dictionary<string, BlobHint>(StringComparer.Ordinal)
    {
        ["ATXDB"] = BlobHint.Atx,
        ["ballotDB"] = BlobHint.Ballot,
        ["blocksDB"] = BlobHint.Block,
        ["TXDB"] = BlobHint.Transaction,
        ["POETDB"] = BlobHint.Poet,
        ["malfeasance"] = BlobHint.Malfeasance,
        ["activeset"] = BlobHint.ActiveSet,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Name of proposals, which are served from memory.</summary>
    public const string Proposal = "proposalDB";

    public static bool TryParse(string name, out BlobHint hint) => Named.TryGetValue(name, out hint);

    public static string NameOf(BlobHint hint) => Named.First(named => named.Value == hint).Key;
}
