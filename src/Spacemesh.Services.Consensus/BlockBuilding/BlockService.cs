using System.Threading.Channels;
using Spacemesh.Blocks;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Agreement;

namespace Spacemesh.Services.Consensus.BlockBuilding;

/// <summary>
/// The block loop of a node (spec 05 §8): takes hare's results one at a time, builds, saves and certifies their blocks, and gives the layer
/// on to the mesh. Layers whose block waits for the layer before are tried after every result, and every half second while there are any.
/// Nothing runs before <see cref="RunAsync"/>.
/// </summary>
public sealed class BlockService
{
    /// <summary>Results that wait; the hare sessions of more wait for room.</summary>
    public const int InboxCapacity = 32;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly BlockParts _parts;
    private readonly BlockGenerator _generator = new();
    private readonly BlockPlanner _planner;
    private readonly Channel<HareResult> _inbox = Channel.CreateBounded<HareResult>(new BoundedChannelOptions(InboxCapacity) { SingleReader = true });

    public BlockService(BlockParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _planner = new BlockPlanner(parts.Options, parts.Network, parts.Source);
    }

    /// <summary>Where hare's results go.</summary>
    public ChannelWriter<HareResult> Results => _inbox.Writer;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await WaitAsync(cancellationToken))
        {
            if (_inbox.Reader.TryRead(out var result))
            {
                if (result.Proposals.Count == 0)
                    _parts.Instruments.BlockGenerated("empty");
                await PerformAsync(_generator.OnOutput(result.Layer, result.Proposals), cancellationToken);
            }

            await PerformAsync(_generator.TryOptimistic(_parts.Pipeline.LastApplied), cancellationToken);
        }
    }

    /// <summary>Waits for a result, or for the next look at the waiting layers; false when no more results will come.</summary>
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_generator.Waiting.Count == 0)
            return await _inbox.Reader.WaitToReadAsync(cancellationToken);
        using var poll = new CancellationTokenSource(Poll, _parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, cancellationToken);
        try
        {
            return await _inbox.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task PerformAsync(IEnumerable<GeneratorAction> actions, CancellationToken cancellationToken)
    {
        foreach (var action in actions)
        {
            try
            {
                await PerformAsync(action, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                ConsensusLog.StepFailed(_parts.Log, failure, action.Kind.ToString(), action.Layer);
                _parts.Instruments.BlockGenerated("fail_error");
                action.Failed = true;
            }
        }
    }

    private Task PerformAsync(GeneratorAction action, CancellationToken cancellationToken)
    {
        switch (action.Kind)
        {
            case GeneratorActionKind.Plan:
                return PlanAsync(action, cancellationToken);
            case GeneratorActionKind.Execute:
                return ExecuteAsync(action, cancellationToken);
            case GeneratorActionKind.AddBlock:
                ConsensusLog.Built(_parts.Log, action.Layer, action.BlockId);
                _parts.Instruments.BlockGenerated("block");
                return _parts.Pipeline.AddBlockAsync(action.Block!, cancellationToken);
            case GeneratorActionKind.Register:
                return _parts.Certifier.RegisterAsync(action.Layer, action.BlockId, cancellationToken);
            case GeneratorActionKind.Certify:
                return _parts.Certifier.CertifyAsync(action.Layer, action.BlockId, cancellationToken);
            case GeneratorActionKind.ProcessLayer:
                BlockId? block = action.Block is null ? null : action.BlockId;
                return _parts.Pipeline.ProcessHareOutputAsync(action.Layer, block, action.Executed, cancellationToken);
            case GeneratorActionKind.ReleasePatrol:
                _parts.Patrol.CompleteHare(action.Layer);
                return Task.CompletedTask;
            default:
                ConsensusLog.NotBuilt(_parts.Log, action.Layer, "the node waits for a certified block");
                return Task.CompletedTask;
        }
    }

    private async Task PlanAsync(GeneratorAction action, CancellationToken cancellationToken)
    {
        var ids = action.Proposals;
        var missing = ids.Where(id => !_parts.Proposals.Has(action.Layer, id)).Select(id => id.ToHash32()).ToList();
        if (missing.Count > 0)
            await _parts.Fetcher.FetchAsync(ObjectKind.Proposal, missing, cancellationToken);
        // What is still not there is skipped, and so is everything of an evicted layer (spec 05 §8.1).
        var stored = _parts.Proposals.GetMany(action.Layer, ids.Span) ?? [];
        var proposals = stored.Select(proposal => new BlockProposal(proposal.Id, proposal.Object)).ToList();
        action.Plan = await _parts.Work.RunAsync(_ => Plan(action.Layer, proposals), WorkPriority.High, cancellationToken);
        action.Failed = action.Plan is null;
    }

    private BlockPlan? Plan(LayerId layer, List<BlockProposal> proposals)
    {
        if (_planner.TryPlan(layer, proposals, out var plan, out var failure))
            return plan;
        ConsensusLog.NotBuilt(_parts.Log, layer, failure.Message);
        _parts.Instruments.BlockGenerated("fail_block");
        return null;
    }

    private async Task ExecuteAsync(GeneratorAction action, CancellationToken cancellationToken) =>
        action.Block = await _parts.Pipeline.ExecuteAsync(action.Plan!, cancellationToken);
}
