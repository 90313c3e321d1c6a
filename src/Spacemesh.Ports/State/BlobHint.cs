namespace Spacemesh.Ports.State;

/// <summary>Kinds of objects that peers fetch by hash (spec 10 §10). Proposals are kept in memory and are none of them.</summary>
public enum BlobHint
{
    Atx,
    Ballot,
    Block,
    Transaction,
    Poet,
    Malfeasance,
    ActiveSet,
}
