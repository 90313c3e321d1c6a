using Microsoft.Extensions.Logging;
using Spacemesh.Blocks;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Layers;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh;

/// <summary>
/// The life of layers: blocks and hare outputs come in, votes decide, the state follows (spec 06 §12). Thread-safe. Before it is made,
/// <see cref="PrepareState"/> brings the database to where the node stopped; <see cref="RunAsync"/> is its background work.
/// </summary>
public sealed partial class MeshService : ILayerPipeline, IMesh, IMeshTips
{
    private readonly IVoteCounter _votes;
    private readonly LayerExecutor _executor;
    private readonly TransactionPool _pool;
    private readonly IStateDatabase _state;
    private readonly IEventSink _events;
    private readonly ILogger _logger;
    private readonly LayerTips _tips;
    private readonly LayerProcessor _processor;
    private readonly MissingBlocks _missing;

    public MeshService(
        NetworkParameters network,
        IStateDatabase state,
        IVoteCounter votes,
        LayerExecutor executor,
        TransactionPool pool,
        IObjectFetcher fetcher,
        IEventSink events,
        ILogger<MeshService> logger)
    {
        ArgumentNullException.ThrowIfNull(network);
        _state = state;
        _votes = votes;
        _executor = executor;
        _pool = pool;
        _events = events;
        _logger = logger;
        var genesis = network.EffectiveGenesis;
        _tips = new LayerTips(
            state,
            LayerId.Greater(genesis, state.Ballots.LatestLayer()),
            LayerId.Greater(genesis, state.Layers.LastProcessed()),
            LayerId.Greater(genesis, state.Layers.LastApplied()));
        _processor = new LayerProcessor(votes, executor, state, _tips, events);
        _missing = new MissingBlocks(fetcher, logger);
    }

    public LayerId Latest => _tips.Latest;

    public LayerId Processed => _tips.Processed;

    public LayerId Applied => _tips.Applied;

    public LayerId Verified => _votes.LatestVerified;

    public LayerId LastApplied => _state.Layers.LastApplied();

    /// <summary>Blocks reported as missing that wait to be fetched.</summary>
    public IReadOnlyCollection<BlockId> MissingBlocks => _missing.Wanted;

    /// <summary>
    /// What comes before everything else at a start: the rows of effective genesis where they are missing, and the end of a layer that was
    /// executed but not applied. Returns the last applied layer.
    /// </summary>
    public static LayerId PrepareState(IStateDatabase state, NetworkParameters network)
    {
        ArgumentNullException.ThrowIfNull(network);
        StateGenesis.InitialiseLayer(state, network.EffectiveGenesis, Blake3.Hash([]));
        return StateRevert.ToLastApplied(state);
    }

    /// <summary>Fetches blocks that were found missing, until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _missing.RunAsync(cancellationToken);

    public Task<Block> ExecuteAsync(BlockPlan plan, CancellationToken cancellationToken = default) => _executor.ExecuteOptimisticAsync(plan, cancellationToken);

    public Task AddBlockAsync(Block block, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        var id = block.ComputeId();
        // The counting comes first: whoever waits for the block may process its layer as soon as the row is there (spec 06 §12.2).
        _votes.OnBlock(block.ToVote(id));
        using (var transaction = _state.Begin(cancellationToken))
        {
            foreach (var linked in block.TxIds)
                transaction.Transactions.LinkToBlock(linked, id, block.LayerIndex);
            transaction.Blocks.Add(id, block);
            transaction.Commit();
        }

        _pool.Link(block.LayerIndex, id, block.TxIds);
        Saw(block.LayerIndex);
        return Task.CompletedTask;
    }

    public async Task ProcessHareOutputAsync(LayerId layer, BlockId? block, bool executed, CancellationToken cancellationToken = default)
    {
        var id = block ?? default;
        _events.Publish(new LayerUpdated(layer, LayerProgress.Approved));
        if (HareOutputs.Save(_state, layer, id))
            _votes.OnHareOutput(layer, id);
        else
            LogContested(_logger, layer);
        if (executed)
            _state.Layers.SetApplied(layer, id);
        try
        {
            await _processor.ProcessAsync(layer, cancellationToken);
        }
        catch (MissingBlocksException exception)
        {
            _missing.Report(exception.Blocks);
            throw;
        }
    }

    public Task ProcessLayerAsync(LayerId layer, CancellationToken cancellationToken = default) => _processor.ProcessAsync(layer, cancellationToken);

    public void SetWeakCoin(LayerId layer, bool coin)
    {
        _state.Layers.SetWeakCoin(layer, coin);
        _votes.OnWeakCoin(layer, coin);
    }

    public void NoteEmptyLayer(LayerId layer) => Saw(layer);

    public void NoteCertified(LayerId layer, BlockId block) => _votes.OnHareOutput(layer, block);

    /// <summary>Links a stored proposal's transactions to it (spec 06 §12.2).</summary>
    internal void AddProposalTransactions(LayerId layer, ProposalId proposal, IReadOnlyList<TransactionId> transactions)
    {
        using (var transaction = _state.Begin())
        {
            foreach (var linked in transactions)
                transaction.Transactions.LinkToProposal(linked, proposal, layer);
            transaction.Commit();
        }

        _pool.Link(layer, block: null, transactions);
        Saw(layer);
    }

    private void Saw(LayerId layer)
    {
        _tips.Saw(layer);
        _events.Publish(new LayerUpdated(_tips.Latest, LayerProgress.Unknown));
    }

    [LoggerMessage(6001, LogLevel.Warning, "Layer {Layer} has several certificates: hare's output is stored, but not voted for")]
    private static partial void LogContested(ILogger logger, LayerId layer);
}
