using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Vm;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Mesh.Execution;

/// <summary>
/// Runs layers over the state and takes them back (spec 06 §12.4, 07 §8.1): one layer at a time, everything that it changes in one
/// transaction, then the pool, then the events. Order of locks: this one, the database's writer; the pool's is taken after the commit.
/// </summary>
public sealed class LayerExecutor(
    VirtualMachine vm, NetworkParameters network, IStateDatabase state, ConsensusCache atxs, TransactionPool pool, IWorkPool work, IEventSink events,
    TimeProvider? time = null, NodeInstruments? instruments = null)
{
    private readonly AsyncSemaphore _entry = new(1);
    private readonly StoredAccounts _accounts = new(state);

    /// <summary>The layer after which the accounts stand: beyond the last applied one between an optimistic execution and its application.</summary>
    private LayerId _executed = state.Layers.LastApplied();

    /// <summary>Executes a layer's block, or a layer without one, with what the mesh stores of it in the same transaction.</summary>
    /// <exception cref="LayerOrderException">The layer is not the one after the last applied.</exception>
    /// <exception cref="ExecutionException">A transaction or ATX is missing, or the block cannot be paid out.</exception>
    public async Task ExecuteAsync(LayerId layer, BlockId id, Block? block, Action<IStateTransaction>? alongside = null, CancellationToken cancellationToken = default)
    {
        await _entry.WaitAsync(cancellationToken);
        try
        {
            CheckOrder(layer);
            var content = new LayerContent(layer, block?.Rewards ?? default, block?.TxIds ?? default);
            long began = Now();
            var (outcome, sources, times) = await RunAsync(content, cancellationToken);
            long ran = Now();
            long free = Store(layer, id, outcome, sources, alongside);
            Measure(outcome, times, began, ran, free);
            Follow(layer, block is null ? null : id, outcome, sources);
        }
        finally
        {
            _entry.Release();
        }
    }

    /// <summary>Executes a plan and returns the block of the transactions that it consumed. The layer is not applied yet.</summary>
    /// <inheritdoc cref="ExecuteAsync" path="/exception"/>
    public async Task<Block> ExecuteOptimisticAsync(BlockPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await _entry.WaitAsync(cancellationToken);
        try
        {
            CheckOrder(plan.Layer);
            long began = Now();
            var (outcome, sources, times) = await RunAsync(new LayerContent(plan.Layer, plan.Rewards, plan.Transactions), cancellationToken);
            long ran = Now();
            var block = plan.Build(outcome.Consumed.Select(transaction => transaction.Id).ToScaleList());
            var id = block.ComputeId();
            long free = Store(plan.Layer, id, outcome, sources, alongside: null);
            Measure(outcome, times, began, ran, free);
            Follow(plan.Layer, id, outcome, sources);
            return block;
        }
        finally
        {
            _entry.Release();
        }
    }

    /// <summary>Forgets everything executed and applied after a layer.</summary>
    public async Task RevertAsync(LayerId layer, CancellationToken cancellationToken = default)
    {
        await _entry.WaitAsync(cancellationToken);
        try
        {
            Revert(layer);
        }
        finally
        {
            _entry.Release();
        }
    }

    private long Now() => time?.GetTimestamp() ?? 0;

    private void Measure(LayerOutcome outcome, LayerTimes? times, long began, long ran, long free)
    {
        if (time is null || instruments is null || times is null)
            return;
        foreach (var (parse, verify, execute) in times.Transactions)
            instruments.TransactionExecuted(parse, verify, execute);
        ulong rewards = 0;
        foreach (var reward in outcome.Rewards)
            rewards = unchecked(rewards + reward.TotalReward);
        instruments.LayerExecuted(new ExecutedLayer(
            time.GetElapsedTime(began, ran), times.Rewards, time.GetElapsedTime(ran, free), time.GetElapsedTime(free), outcome.Accounts.Count, outcome.Consumed.Count, outcome.Ineffective.Count, outcome.Fees, outcome.Subsidy, rewards));
    }

    private void CheckOrder(LayerId layer)
    {
        var applied = state.Layers.LastApplied();
        if (layer <= applied || layer != applied.Add(1))
            throw new LayerOrderException(layer, applied);
        // An optimistic execution that never became a block would collide with this one.
        if (_executed > applied)
            Revert(applied);
    }

    private void Revert(LayerId layer)
    {
        StateRevert.To(state, layer);
        _executed = layer;
        pool.Rebuild(layer);
    }

    private async Task<(LayerOutcome Outcome, IReadOnlyDictionary<TransactionId, TransactionRecord> Sources, LayerTimes? Times)> RunAsync(LayerContent content, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<TransactionId, TransactionRecord>(content.Transactions.Count);
        var transactions = new List<LayerTransaction>(content.Transactions.Count);
        foreach (var id in content.Transactions)
        {
            var record = state.Transactions.Find(id) ?? throw new ExecutionException($"executor get tx: database: not found: tx {id.ToHex()}");
            if (record.State == TransactionState.Applied)
                continue;
            sources[id] = record;
            transactions.Add(new LayerTransaction(id, record.Raw.Memory, Verified: record.Header is not null));
        }

        var rewards = Rewards(content);
        var verified = transactions.Exists(transaction => !transaction.Verified)
            ? await vm.VerifyAsync(transactions, _accounts, work, cancellationToken)
            : null;
        var times = time is null || instruments is null ? null : new LayerTimes(time);
        return (vm.Apply(content.Layer, transactions, rewards, _accounts, verified, times), sources, times);
    }

    /// <summary>Who is paid, by coinbase: this order decides the state hash.</summary>
    private IReadOnlyList<CoinbaseReward> Rewards(in LayerContent content)
    {
        if (content.Rewards.IsEmpty)
            return [];
        var epoch = network.EpochOf(content.Layer);
        var rewards = new List<CoinbaseReward>(content.Rewards.Count);
        var smeshers = new HashSet<NodeId>(content.Rewards.Count);
        bool weighty = false;
        foreach (var reward in content.Rewards)
        {
            if (!atxs.TryGet(epoch, reward.AtxId, out var atx))
                throw new ExecutionException($"execute: missing atx {epoch}/{reward.AtxId}");
            if (reward.Weight.Denom == 0)
                throw new ExecutionException($"execute: the weight of {reward.AtxId} is divided by zero");
            if (!smeshers.Add(atx.Smesher))
                throw new ExecutionException($"execute: smesher {atx.Smesher} is rewarded twice in layer {content.Layer}");
            weighty |= reward.Weight.Num != 0;
            rewards.Add(new CoinbaseReward(atx.Smesher, atx.Coinbase, reward.Weight));
        }

        if (!weighty)
            throw new ExecutionException($"execute: the rewards of layer {content.Layer} have no weight");
        return [.. rewards.OrderBy(reward => reward.Coinbase)];
    }

    /// <returns>When the database could be written.</returns>
    private long Store(
        LayerId layer, BlockId block, LayerOutcome outcome, IReadOnlyDictionary<TransactionId, TransactionRecord> sources, Action<IStateTransaction>? alongside)
    {
        using var transaction = state.Begin();
        long free = Now();
        foreach (var reward in outcome.Rewards)
            ThrowIfTaken(transaction.Rewards.Add(reward), $"reward of {reward.SmesherId} in layer {layer}");
        foreach (var account in outcome.Accounts)
            ThrowIfTaken(transaction.Accounts.Update(account), $"account {account.Address} in layer {layer}");
        transaction.Layers.SetStateHash(layer, outcome.StateRoot);
        foreach (var consumed in outcome.Consumed)
        {
            FillHeader(transaction, sources[consumed.Id], consumed.Header);
            if (transaction.Transactions.AddResult(consumed.Id, consumed.Result with { Block = block }) is var stored and not ResultOutcome.Added)
                throw new StorageException(StorageErrorKind.Constraint, $"result of transaction {consumed.Id} in layer {layer}: {stored}");
        }

        foreach (var ineffective in outcome.Ineffective)
        {
            if (ineffective.Header is { } header)
                FillHeader(transaction, sources[ineffective.Id], header);
        }

        alongside?.Invoke(transaction);
        transaction.Commit();
        _executed = layer;
        return free;
    }

    private static void FillHeader(IStateTransaction transaction, TransactionRecord record, TxHeader header)
    {
        if (record.Header is null)
            transaction.Transactions.Add(new Transaction(new RawTx(record.Id, record.Raw), header), record.ReceivedNanoseconds);
    }

    private static void ThrowIfTaken(InsertOutcome outcome, string what)
    {
        if (outcome == InsertOutcome.ObjectExists)
            throw new StorageException(StorageErrorKind.ObjectExists, $"{what} is stored already");
    }

    private void Follow(LayerId layer, BlockId? block, LayerOutcome outcome, IReadOnlyDictionary<TransactionId, TransactionRecord> sources)
    {
        foreach (var account in outcome.Accounts)
            events.Publish(new AccountChanged(account.Address));
        foreach (var reward in outcome.Rewards)
            events.Publish(new RewardPaid(reward));
        pool.LayerExecuted(layer, block, outcome);
        if (block is not { } id)
            return;
        foreach (var consumed in outcome.Consumed)
        {
            var transaction = new Transaction(new RawTx(consumed.Id, sources[consumed.Id].Raw), consumed.Header);
            events.Publish(new TransactionExecuted(transaction, consumed.Result with { Block = id }));
        }
    }
}
