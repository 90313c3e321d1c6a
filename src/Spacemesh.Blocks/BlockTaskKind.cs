namespace Spacemesh.Blocks;

/// <summary>What the intake of a block asks of its owner (spec 05 §10).</summary>
public enum BlockTaskKind
{
    /// <summary>Is the block stored already? Answered in <see cref="BlockTask.IsStored"/>.</summary>
    LookUp,

    /// <summary>Which of the rewarded ATXs does the tortoise not know in the block's epoch? Answered in <see cref="BlockTask.Missing"/>.</summary>
    AskTortoise,

    /// <summary>Remember that the peer has these, then fetch them.</summary>
    FetchAtxs,

    /// <inheritdoc cref="FetchAtxs"/>
    FetchTransactions,

    /// <summary>Hand the block to the mesh.</summary>
    AddToMesh,
}
