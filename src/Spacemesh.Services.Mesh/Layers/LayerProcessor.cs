using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Layers;

/// <summary>
/// Brings the state to what the vote counting says (spec 06 §12.1), one layer at a time. Its lock is taken before those of executor,
/// database and counting.
/// </summary>
internal sealed class LayerProcessor(IVoteCounter votes, LayerExecutor executor, IStateDatabase state, LayerTips tips, IEventSink events)
{
    private readonly AsyncSemaphore _entry = new(1);

    public async Task ProcessAsync(LayerId layer, CancellationToken cancellationToken)
    {
        await _entry.WaitAsync(cancellationToken);
        try
        {
            votes.TallyVotes(layer);
            tips.SetProcessed(layer);
            events.Publish(StatusChanged.Instance);
            var results = votes.Updates();
            var missing = Missing(results, out int applicable);
            await RevertContradictedAsync(results.Take(applicable), cancellationToken);
            foreach (var result in results.Take(applicable))
            {
                if (!await TryApplyAsync(result, cancellationToken))
                    break;
            }

            if (missing.Count > 0)
                throw new MissingBlocksException(missing);
        }
        finally
        {
            _entry.Release();
        }
    }

    /// <summary>The blocks that are not here though they count, and how many results come before the first of them.</summary>
    private List<BlockId> Missing(IReadOnlyList<LayerResult> results, out int applicable)
    {
        var missing = new List<BlockId>();
        int first = results.Count;
        for (int i = 0; i < results.Count; i++)
        {
            int before = missing.Count;
            missing.AddRange(
                from block in results[i].Blocks
                where (block.Valid || block.Hare || block.Local) && !block.Data
                select block.Header.Id);
            if (missing.Count > before)
                first = Math.Min(first, i);
        }

        // Nothing is taken back or repeated as long as the layer that is due cannot be applied.
        var next = tips.Applied.AddSaturating(1);
        applicable = first < results.Count && results[first].Layer <= next ? 0 : first;
        return missing;
    }

    /// <summary>Takes the state back to before the first layer that was applied with another block than it should have.</summary>
    private async Task RevertContradictedAsync(IEnumerable<LayerResult> results, CancellationToken cancellationToken)
    {
        LayerId? changed = null;
        foreach (var result in results)
        {
            if (state.Layers.Applied(result.Layer) is { } applied && applied != result.FirstValid())
                changed = changed is { } lower ? LayerId.Smaller(lower, result.Layer) : result.Layer;
        }

        if (changed is not { } first)
            return;
        await executor.RevertAsync(first.Sub(1), cancellationToken);
        tips.SetApplied(first.Sub(1));
    }

    /// <summary>Applies one layer, with its opinion and verdicts in the same transaction; false where nothing is decided.</summary>
    private async Task<bool> TryApplyAsync(LayerResult result, CancellationToken cancellationToken)
    {
        var target = result.FirstValid();
        if (!result.Verified && target.IsZero())
            return false;
        if (state.Layers.Applied(result.Layer) == target)
        {
            using var transaction = state.Begin(cancellationToken);
            StoreVerdict(transaction, result, target);
            transaction.Commit();
        }
        else
        {
            await ExecuteAsync(result, target, cancellationToken);
        }

        tips.SetApplied(LayerId.Greater(tips.Applied, result.Layer));
        if (result.Verified)
        {
            votes.OnApplied(result.Layer, result.Opinion);
            events.Publish(new LayerUpdated(result.Layer, LayerProgress.Applied));
        }

        return true;
    }

    private async Task ExecuteAsync(LayerResult result, BlockId target, CancellationToken cancellationToken)
    {
        Block? block = null;
        if (!target.IsZero())
        {
            // The counting hears of a block before its row is written.
            block = state.Blocks.Find(target) ?? throw new MissingBlocksException([target]);
        }

        try
        {
            await executor.ExecuteAsync(result.Layer, target, block, transaction => StoreVerdict(transaction, result, target), cancellationToken);
        }
        catch (LayerOrderException exception)
        {
            throw new LayerOrderException($"execute block {result.Layer}/{target}: {exception.Message}", exception);
        }
        catch (ExecutionException exception)
        {
            throw new ExecutionException($"execute block {result.Layer}/{target}: {exception.Message}", exception);
        }
    }

    private static void StoreVerdict(IStateTransaction transaction, LayerResult result, BlockId target)
    {
        transaction.Layers.SetApplied(result.Layer, target);
        transaction.Layers.SetAggregatedHash(result.Layer, result.Opinion);
        foreach (var block in result.Blocks)
        {
            if (block.Data && (block.Valid || block.Invalid))
                transaction.Blocks.SetValidity(block.Header.Id, block.Valid);
        }
    }
}
