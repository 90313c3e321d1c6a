namespace Spacemesh.Tortoise;

/// <summary>Decides a layer as a whole from the decisions on its blocks (spec 06 §7.4).</summary>
internal static class LayerVerification
{
    /// <summary>
    /// Takes the blocks in their order and one decision for each. False leaves all as it was; an undecided block is against only above a
    /// lower one that is supported. Overwrites the neutral decisions.
    /// </summary>
    public static bool Verify(List<BlockRecord> blocks, Span<Decision> decisions, out bool changed)
    {
        changed = false;
        BlockRecord? supported = null;
        for (int i = 0; i < blocks.Count; i++)
        {
            if (decisions[i] == Decision.Neutral)
            {
                if (supported is null || blocks[i].Height <= supported.Height)
                    return false;
                decisions[i] = Decision.Against;
            }

            if (decisions[i] == Decision.Support)
                supported = blocks[i];
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            changed |= blocks[i].Validity != decisions[i];
            blocks[i].Validity = decisions[i];
        }

        return true;
    }
}
