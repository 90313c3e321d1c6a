using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>
/// Turns hare outputs into blocks: what to do in which order (spec 05 §8.1, §8.5). The owner runs the actions one after the other and
/// answers each before it takes the next. After every output, and every half second, it tries the optimistic layers. Not thread-safe.
/// </summary>
public sealed class BlockGenerator
{
    private readonly Dictionary<LayerId, BlockPlan> _optimistic = [];
    private LayerId _highest;

    /// <summary>Layers whose block waits for the layer before to be applied, ascending.</summary>
    public IReadOnlyList<LayerId> Waiting => [.. _optimistic.Keys.Order()];

    /// <summary>Takes the output of a layer's hare.</summary>
    public IEnumerable<GeneratorAction> OnOutput(LayerId layer, ScaleList<ProposalId> proposals)
    {
        _highest = LayerId.Greater(_highest, layer);
        Block? block = null;
        bool failed = false;
        if (!proposals.IsEmpty)
        {
            var planning = new GeneratorAction(GeneratorActionKind.Plan, layer) { Proposals = proposals };
            yield return planning;
            failed = planning.Failed || planning.Plan is null;
            if (planning is { Failed: false, Plan.Optimistic: true })
            {
                _optimistic[layer] = planning.Plan;
                yield break;
            }

            block = failed ? null : planning.Plan!.Build();
        }

        if (!failed)
        {
            foreach (var action in Save(layer, block))
            {
                yield return action;
                failed |= action.Failed && action.Kind == GeneratorActionKind.AddBlock;
            }
        }

        if (!failed)
        {
            var processing = Process(layer, block, executed: false);
            yield return processing;
            failed = processing.Failed;
        }

        yield return new GeneratorAction(GeneratorActionKind.ReleasePatrol, layer);
        if (failed)
            yield return new GeneratorAction(GeneratorActionKind.ReportFailure, layer);
    }

    /// <summary>Builds the blocks of the optimistic layers right after the last applied one. A failure is not retried: sync has to help.</summary>
    public IEnumerable<GeneratorAction> TryOptimistic(LayerId lastApplied)
    {
        foreach (var old in _optimistic.Keys.Where(layer => layer <= lastApplied).ToList())
            _optimistic.Remove(old);
        for (var layer = lastApplied.Add(1); layer <= _highest; layer = layer.Add(1))
        {
            if (!_optimistic.Remove(layer, out var plan))
                yield break;
            var execution = new GeneratorAction(GeneratorActionKind.Execute, layer) { Plan = plan };
            yield return execution;
            bool failed = execution.Failed || execution.Block is null;
            if (!failed)
            {
                foreach (var action in Save(layer, execution.Block))
                {
                    yield return action;
                    failed |= action.Failed && action.Kind == GeneratorActionKind.AddBlock;
                }
            }

            if (!failed)
            {
                var processing = Process(layer, execution.Block, executed: true);
                yield return processing;
                failed = processing.Failed;
            }

            yield return new GeneratorAction(GeneratorActionKind.ReleasePatrol, layer);
            if (failed)
            {
                yield return new GeneratorAction(GeneratorActionKind.ReportFailure, layer);
                yield break;
            }
        }
    }

    private static GeneratorAction Process(LayerId layer, Block? block, bool executed) =>
        new(GeneratorActionKind.ProcessLayer, layer) { Block = block, BlockId = block?.ComputeId() ?? default, Executed = executed };

    private static IEnumerable<GeneratorAction> Save(LayerId layer, Block? block)
    {
        var id = block?.ComputeId() ?? default;
        if (block is not null)
        {
            var adding = new GeneratorAction(GeneratorActionKind.AddBlock, layer) { Block = block, BlockId = id };
            yield return adding;
            if (adding.Failed)
                yield break;
        }

        yield return new GeneratorAction(GeneratorActionKind.Register, layer) { BlockId = id };
        yield return new GeneratorAction(GeneratorActionKind.Certify, layer) { BlockId = id };
    }
}
