using Spacemesh.Primitives;
using Spacemesh.Vm;
using Spacemesh.Vm.Execution;

namespace Spacemesh.TxPool.State;

/// <summary>
/// The pending transactions by account and what each account has left behind them (spec 07 §14). Pure over the accounts and the stored
/// rows, which it only reads; what to store it says. Not for use by several threads at once.
/// </summary>
/// <param name="accounts">State after the layer applied last.</param>
/// <param name="rows">Stored transactions.</param>
/// <param name="options">Bounds.</param>
/// <param name="blockSeed">Seed of a block that breaks ties instead of the time of arrival.</param>
public sealed class ConservativeState(IAccountReader accounts, IPendingRows rows, TxPoolOptions? options = null, Hash32? blockSeed = null)
{
    private readonly TxPoolOptions _options = (options ?? TxPoolOptions.Default).Validated();
    private readonly Dictionary<Address, AccountQueue> _queues = [];
    private readonly Dictionary<TransactionId, PendingTransaction> _index = [];

    /// <summary>Transactions received before are not taken from the store again, unless they are packed.</summary>
    private long _expiredBefore = long.MinValue;

    /// <summary>Transactions held.</summary>
    public int Count => _index.Count;

    /// <summary>Whether the pool has as many transactions as it may hold.</summary>
    public bool IsFull => _index.Count >= _options.MaxTransactions;

    /// <summary>Accounts that have pending transactions, held or stored only.</summary>
    public IEnumerable<Address> Accounts => _queues.Keys;

    /// <summary>A held transaction; null where it is none.</summary>
    public PendingTransaction? Find(TransactionId id) => _index.GetValueOrDefault(id);

    /// <summary>
    /// Offers an admitted transaction. The caller stores it, with its header, where <see cref="AddOutcomeExtensions.IsStored"/> says so,
    /// and reports it.
    /// </summary>
    public AddOutcome Add(PendingTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var queue = QueueOf(transaction.Principal);
        var outcome = queue.Add(transaction);
        DropIfEmpty(transaction.Principal, queue);
        return outcome;
    }

    /// <summary>
    /// Marks transactions of a stored proposal or block, in its order. Ends at the first one that is not held, like the reference: the
    /// others keep their marks (spec 07 §14.3).
    /// </summary>
    public void Link(LayerId layer, BlockId? block, IEnumerable<TransactionId> transactions)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        foreach (var id in transactions)
        {
            if (!_index.TryGetValue(id, out var transaction))
                return;
            if (!transaction.Mark.IsPacked || transaction.Mark.Layer > layer)
                transaction.Mark = new PackingMark(layer, block ?? default);
        }
    }

    /// <summary>
    /// Follows an applied layer (spec 07 §14.4). For a layer with a block the caller has stored every result, and the header of every
    /// consumed transaction and every ineffective one that has one, and the accounts are those after the layer.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="block">Its block; null for a layer without one.</param>
    /// <param name="consumed">What the block's transactions did.</param>
    /// <param name="ineffective">Those that did nothing.</param>
    public LayerOrder ApplyLayer(
        LayerId layer,
        BlockId? block,
        IReadOnlyList<ConsumedTransaction> consumed,
        IReadOnlyList<IneffectiveTransaction> ineffective)
    {
        ArgumentNullException.ThrowIfNull(consumed);
        ArgumentNullException.ThrowIfNull(ineffective);
        if (layer != rows.LastApplied.AddSaturating(1))
            return LayerOrder.OutOfOrder;
        if (block is null)
        {
            foreach (var transaction in _index.Values)
            {
                if (transaction.Mark.Layer == layer)
                    transaction.Mark = rows.NextInclusion(transaction.Id, layer);
            }

            return LayerOrder.Next;
        }

        var principals = consumed.Select(transaction => transaction.Header.Principal).ToHashSet();
        var others = ineffective
            .Where(transaction => transaction.Header is not null)
            .Select(transaction => transaction.Header!.Principal)
            .Where(principal => _queues.ContainsKey(principal))
            .Concat(_queues.Where(pair => pair.Value.MoreStored).Select(pair => pair.Key))
            .ToHashSet();
        others.ExceptWith(principals);
        foreach (var principal in principals.Concat(others))
        {
            var queue = QueueOf(principal);
            Load(principal, queue, layer, fromNonce: null);
            DropIfEmpty(principal, queue);
        }

        return LayerOrder.Next;
    }

    /// <summary>Starts over from the stored rows: at start, and after a revert, which makes reverted transactions pending again (spec 07 §14.6).</summary>
    public void Rebuild()
    {
        _queues.Clear();
        _index.Clear();
        var after = rows.LastApplied;
        foreach (var (principal, nonce) in rows.PrincipalsWithPending())
        {
            var queue = QueueOf(principal);
            Load(principal, queue, after, nonce);
            DropIfEmpty(principal, queue);
        }
    }

    /// <summary>
    /// Lets go of transactions that nobody packed in their time (<see cref="TxPoolOptions.TimeToLive"/>); they stay stored and pending.
    /// </summary>
    /// <returns>How many were let go.</returns>
    public int Expire(DateTimeOffset now)
    {
        if (_options.TimeToLive is not { } age)
            return 0;
        long nanoseconds = checked((now - age - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        _expiredBefore = Math.Max(_expiredBefore, nanoseconds);
        int removed = 0;
        foreach (var (principal, queue) in _queues.ToList())
        {
            removed += queue.Expire(_expiredBefore);
            DropIfEmpty(principal, queue);
        }

        return removed;
    }

    /// <summary>Next nonce and balance of an account behind what is pending (spec 07 §14.5).</summary>
    public Projection Project(Address address)
    {
        if (_queues.TryGetValue(address, out var queue))
            return new Projection(queue.NextNonce, queue.Balance);
        var account = accounts.Get(address);
        return new Projection(account.NextNonce, account.Balance);
    }

    /// <summary>What is pending of an account, by nonce; empty where nothing is.</summary>
    public IReadOnlyList<Candidate> Pending(Address address) => _queues.TryGetValue(address, out var queue) ? queue.Candidates : [];

    /// <summary>What an account stood at when its queue began; null where nothing is pending.</summary>
    public Projection? Start(Address address) =>
        _queues.TryGetValue(address, out var queue) ? new Projection(queue.StartNonce, queue.StartBalance) : null;

    /// <summary>Whether an account has stored transactions pending that are not held.</summary>
    public bool HasMoreStored(Address address) => _queues.TryGetValue(address, out var queue) && queue.MoreStored;

    /// <summary>What may be packed now: per account the candidates from the first one that nobody packed on (spec 07 §14.5).</summary>
    public IEnumerable<IReadOnlyList<PendingTransaction>> Mempool()
    {
        foreach (var queue in _queues.Values)
        {
            PendingTransaction[] open = [.. queue.Candidates.Select(candidate => candidate.Best).SkipWhile(transaction => transaction.Mark.IsPacked)];
            if (open.Length > 0)
                yield return open;
        }
    }

    private AccountQueue QueueOf(Address principal)
    {
        if (_queues.TryGetValue(principal, out var queue))
            return queue;
        var account = accounts.Get(principal);
        queue = new AccountQueue(_index, _options, blockSeed);
        queue.Reset(account.NextNonce, account.Balance);
        _queues.Add(principal, queue);
        return queue;
    }

    private void Load(Address principal, AccountQueue queue, LayerId after, ulong? fromNonce)
    {
        var account = accounts.Get(principal);
        queue.Reset(account.NextNonce, account.Balance);
        queue.AddStored(rows.Pending(principal, fromNonce ?? account.NextNonce)
            .Select(row => new PendingTransaction(row.Id, row.Header, row.Received) { Mark = rows.NextInclusion(row.Id, after) })
            .Where(transaction => transaction.Mark.IsPacked || transaction.Received >= _expiredBefore));
    }

    private void DropIfEmpty(Address principal, AccountQueue queue)
    {
        if (queue.IsEmpty)
            _queues.Remove(principal);
    }
}
