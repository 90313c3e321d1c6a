using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>One thing that the owner of a generator does, and its answer.</summary>
public sealed class GeneratorAction
{
    internal GeneratorAction(GeneratorActionKind kind, LayerId layer) => (Kind, Layer) = (kind, layer);

    public GeneratorActionKind Kind { get; }

    public LayerId Layer { get; }

    /// <summary>The agreed proposals, to plan from.</summary>
    public ScaleList<ProposalId> Proposals { get; internal init; }

    /// <summary>The block's id; all zero for an empty layer, which is certified all the same.</summary>
    public BlockId BlockId { get; internal init; }

    /// <summary>Whether the layer's block is executed already.</summary>
    public bool Executed { get; internal init; }

    /// <summary>Given to execute; the answer to a plan.</summary>
    public BlockPlan? Plan { get; set; }

    /// <summary>Given to add; the answer to an execution.</summary>
    public Block? Block { get; set; }

    /// <summary>Answer: it did not work.</summary>
    public bool Failed { get; set; }
}
