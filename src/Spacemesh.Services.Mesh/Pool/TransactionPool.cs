using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.TxPool.Admission;
using Spacemesh.TxPool.Selection;
using Spacemesh.TxPool.State;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Mesh.Pool;

/// <summary>
/// The node's pending transactions over the stored ones (spec 07 §14): what is admitted is stored and held in one step. Thread-safe; its
/// lock is held while reading and writing the database, so it is never taken inside a transaction.
/// </summary>
public sealed class TransactionPool : IAccountProjections
{
    private readonly Lock _entry = new();
    private readonly IStateDatabase _state;
    private readonly IEventSink _events;
    private readonly StoredPendingRows _rows;
    private readonly ConservativeState _pending;
    private readonly TimeProvider? _time;
    private readonly TransactionInstruments _instruments;

    /// <param name="state">Accounts and stored transactions.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="events">Hears of admitted transactions.</param>
    /// <param name="time">Measures; null for not.</param>
    /// <param name="instruments">Count and hear the times.</param>
    public TransactionPool(IStateDatabase state, TxPoolOptions options, IEventSink events, TimeProvider? time = null, NodeInstruments? instruments = null)
    {
        (_time, _instruments) = (time, (instruments ?? NodeInstruments.Unheard).Transactions);
        _state = state;
        _events = events;
        _rows = new StoredPendingRows(state);
        _pending = new ConservativeState(new StoredAccounts(state), _rows, options);
        Rebuild(state.Layers.LastApplied());
    }

    /// <summary>Transactions held.</summary>
    public int Count
    {
        get
        {
            lock (_entry)
                return _pending.Count;
        }
    }

    public bool IsFull
    {
        get
        {
            lock (_entry)
                return _pending.IsFull;
        }
    }

    public AccountProjection Project(Address address)
    {
        lock (_entry)
        {
            var projection = _pending.Project(address);
            return new AccountProjection(projection.NextNonce, projection.Balance);
        }
    }

    /// <summary>Holds and stores a verified transaction, or says why not.</summary>
    public bool TryAdmit(VerifiedTransaction verified, TransactionSource source, long received, [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(verified);
        var transaction = new Transaction(new RawTx(verified.Id, new ScaleBytes(verified.Raw)), verified.Header);
        lock (_entry)
        {
            // Two admissions of one transaction may have passed the check for what is stored at the same time.
            if (_state.Transactions.Find(verified.Id)?.Header is not null)
            {
                refusal = new AdmissionRefusal(AdmissionFault.Exists, "tx already exists");
                return false;
            }

            if (!TransactionAdmission.TryAdmit(verified, source, received, _pending, out _, out refusal))
            {
                _instruments.Offered(refusal.Fault switch { AdmissionFault.InsufficientBalance => "balance", AdmissionFault.PoolFull => "too_many", _ => null });
                return false;
            }

            _instruments.Offered("ok");
            _state.Transactions.Add(transaction, received);
        }

        _events.Publish(new TransactionAdmitted(transaction));
        _events.Publish(new AccountChanged(verified.Header.Principal));
        return true;
    }

    /// <summary>Marks transactions of a stored proposal (without block) or block as packed.</summary>
    public void Link(LayerId layer, BlockId? block, IEnumerable<TransactionId> transactions)
    {
        lock (_entry)
            _pending.Link(layer, block, transactions);
    }

    /// <summary>Transactions for a proposal (spec 07 §15).</summary>
    public IReadOnlyList<TransactionId> Select(ulong gasLimit, long eligibilities, int perEligibility, IRandomSource random)
    {
        lock (_entry)
            return ProposalSelection.Select(_pending, gasLimit, eligibilities, perEligibility, random);
    }

    /// <summary>Lets go of what nobody packed in its time; says how many.</summary>
    public int Expire(DateTimeOffset now)
    {
        lock (_entry)
            return _pending.Expire(now);
    }

    /// <summary>A layer was executed and stored.</summary>
    internal void LayerExecuted(LayerId layer, BlockId? block, LayerOutcome outcome)
    {
        long began = _time?.GetTimestamp() ?? 0;
        lock (_entry)
        {
            _rows.LastApplied = layer.Sub(1);
            _pending.ApplyLayer(layer, block, outcome.Consumed, outcome.Ineffective);
            _rows.LastApplied = layer;
        }

        if (_time is not null)
            _instruments.LayerApplied(_time.GetElapsedTime(began));
    }

    /// <summary>Starts over from what is stored, after the state was taken back to a layer.</summary>
    internal void Rebuild(LayerId executed)
    {
        lock (_entry)
        {
            _rows.LastApplied = executed;
            _pending.Rebuild();
        }
    }
}
