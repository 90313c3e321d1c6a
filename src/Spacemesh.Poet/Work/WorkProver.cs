using Spacemesh.Codec;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Work;

/// <summary>
/// Makes the proof of finished work (spec 03 §3.3, §4): the stored layer is read once for the nodes above it; below it the sub-trees
/// that hold opened leaves are computed again, two at a time per thread.
/// </summary>
public static class WorkProver
{
    /// <summary>The proof of <paramref name="work"/> as it stands. The work must not advance meanwhile.</summary>
    public static async ValueTask<PoetProof> Prove(
        SequentialWork work, IWorkPool pool, int securityParameter = PoetParameters.SecurityParameter, CancellationToken cancellationToken = default)
    {
        var tree = work.Tree;
        var store = work.Store;
        if (tree.Count == 0)
            return default;

        var root = tree.Root();
        var indices = ChallengeIndices.Draw(root, tree.Count, securityParameter);
        var plan = ProofPlan.Of(indices, tree.Count, store.Layer);
        ReadUpperLayers(work, plan, cancellationToken);
        await ReplaySubtrees(work, plan, pool, cancellationToken);
        var partial = tree.PartialNodes();
        return new PoetProof(
            new PoetMerkleProof(
                root,
                [.. indices.Select(index => new ScaleBytes(plan.Value(0, index, tree.Count, partial, root)))],
                [.. plan.ProofNodes.Select(at => new ScaleBytes(plan.Value(at.Layer, at.Index, tree.Count, partial, root)))]),
            tree.Count);
    }

    private static void ReadUpperLayers(SequentialWork work, ProofPlan plan, CancellationToken cancellationToken)
    {
        int layer = work.Store.Layer;
        ulong wanted = work.LeafCount >> layer;
        var spine = new WorkTree(new WorkHasher(work.Store.Statement.Span, work.Kernel), plan);
        foreach (var chunk in work.Store.ReadNodes())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = chunk.Span;
            for (; !rest.IsEmpty && spine.Count >> layer < wanted; rest = rest[PoetParameters.NodeSize..])
                spine.Append(layer, rest[..PoetParameters.NodeSize]);
        }

        if (spine.Count >> layer != wanted)
            throw new InvalidDataException($"the store holds {spine.Count >> layer} nodes of layer {layer}, {wanted} are needed for {work.LeafCount} leaves");
    }

    private static async ValueTask ReplaySubtrees(SequentialWork work, ProofPlan plan, IWorkPool pool, CancellationToken cancellationToken)
    {
        if (work.Store.Layer == 0)
            return;
        var jobs = new List<Task<int>>();
        foreach (var pair in plan.Subtrees.Chunk(2))
        {
            jobs.Add(pool.RunAsync(
                token =>
                {
                    Replay(work, plan, pair, token);
                    return 0;
                },
                WorkPriority.High,
                cancellationToken).AsTask());
        }

        await Task.WhenAll(jobs);
    }

    private static void Replay(SequentialWork work, ProofPlan plan, ulong[] subtrees, CancellationToken cancellationToken)
    {
        int layer = work.Store.Layer;
        var runs = new SubtreeRun[subtrees.Length];
        for (int i = 0; i < runs.Length; i++)
            runs[i] = new SubtreeRun(work, plan, subtrees[i], layer);
        if (runs.Length == 1)
        {
            while (runs[0].Remaining > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                runs[0].Step();
            }

            return;
        }

        Span<byte> first = stackalloc byte[PoetParameters.NodeSize];
        Span<byte> second = stackalloc byte[PoetParameters.NodeSize];
        while (runs[0].Remaining > 0 && runs[1].Remaining > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            runs[0].FirstHash(first);
            runs[1].FirstHash(second);
            work.Kernel.NestPair(first, second, PoetParameters.LabelHashNesting - 1);
            runs[0].Append(first);
            runs[1].Append(second);
        }

        foreach (var run in runs)
        {
            while (run.Remaining > 0)
                run.Step();
        }
    }

    private sealed class SubtreeRun
    {
        private readonly WorkHasher _hasher;
        private readonly WorkTree _tree;
        private readonly ulong _end;

        public SubtreeRun(SequentialWork work, ProofPlan plan, ulong subtree, int layer)
        {
            _hasher = new WorkHasher(work.Store.Statement.Span, work.Kernel);
            _tree = new WorkTree(_hasher);
            ulong start = subtree << layer;
            _end = Math.Min(start + (1UL << layer), work.LeafCount);
            _tree.Restore(start, plan.ParkedBefore(subtree, layer));
            _tree.Sink = new LowerLayers(plan, layer);
        }

        public ulong Remaining => _end - _tree.Count;

        public void FirstHash(Span<byte> digest)
        {
            _hasher.BeginLabel(_tree.Count);
            _tree.AppendParkedTo(_hasher);
            _hasher.EndFirstHash(digest);
        }

        public void Append(ReadOnlySpan<byte> label) => _tree.Append(label);

        public void Step()
        {
            Span<byte> label = stackalloc byte[PoetParameters.NodeSize];
            _hasher.BeginLabel(_tree.Count);
            _tree.AppendParkedTo(_hasher);
            _hasher.EndLabel(label);
            _tree.Append(label);
        }
    }

    /// <summary>The layers below the store's, of one sub-tree: its own slots of the plan only, so that sub-trees may run in parallel.</summary>
    private sealed class LowerLayers(ProofPlan plan, int layer) : INodeSink
    {
        public void Add(int nodeLayer, ulong index, ReadOnlySpan<byte> node)
        {
            if (nodeLayer < layer)
                plan.AddConcurrently(nodeLayer, index, node);
        }
    }
}
