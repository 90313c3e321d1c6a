using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.TxPool.Admission;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Tests;

/// <summary>Admission, in the reference's order and words (spec 07 §13, §23).</summary>
public sealed class AdmissionTests
{
    private static readonly VmOptions Options = new()
    {
        GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = new LayerId(7), EffectiveGenesis = new LayerId(7),
    };

    private readonly MemoryRows _rows = new();
    private readonly TransactionAdmission _admission = new(new VirtualMachine(Options));
    private readonly ConservativeState _pool;
    private readonly byte[] _key = new byte[64];

    public AdmissionTests()
    {
        _pool = new ConservativeState(_rows, _rows);
        Ed25519.ExpandSeed(new byte[32], _key);
        _rows.SetAccount(Account, 0, 1_000_000);
    }

    private WalletSpawnArguments Arguments => new(Hash32.FromBytes(_key.AsSpan(32)));

    private Address Account => Principal.Compute(Template.Wallet, Arguments);

    [Fact]
    public void Sound_transaction_is_admitted_with_what_is_to_be_stored()
    {
        byte[] raw = Spawn();
        Assert.True(_admission.TryInspect(raw, StoredTransaction.Nothing, null, _rows, out var inspected, out _));
        Assert.True(_admission.Verify(inspected, out var verified, out _));
        Assert.True(TransactionAdmission.TryAdmit(verified, TransactionSource.Gossip, 5, _pool, out var admitted, out _));
        Assert.Equal(TransactionAdmission.IdOf(raw), admitted.Id);
        Assert.Equal((100_432UL, 5L, AddOutcome.Added), (admitted.Header.MaxGas, admitted.Received, admitted.Outcome));
        Assert.NotNull(_pool.Find(admitted.Id));
    }

    [Fact]
    public void Known_transaction_is_ignored_in_gossip_and_fine_for_a_proposal()
    {
        var refusal = Refusal(Spawn(), StoredTransaction.WithHeader);
        Assert.Equal("tx already exists", refusal.Message);
        Assert.True(refusal.For(TransactionSource.Gossip).IsIgnore);
        Assert.True(refusal.For(TransactionSource.Proposal).IsAccept);
        Assert.True(_admission.TryInspect(Spawn(), StoredTransaction.WithoutHeader, null, _rows, out _, out _));
    }

    [Fact]
    public void Wrong_id_is_rejected_after_the_parse_check()
    {
        byte[] raw = Spawn();
        var other = TransactionId.FromBytes(new byte[32]);
        var refusal = Refusal(raw, StoredTransaction.Nothing, other);
        Assert.Equal($"validation reject: incorrect hash: proposal tx want 0000000000, got {TransactionAdmission.IdOf(raw).ToHex()[..10]}", refusal.Message);
        Assert.True(refusal.For(TransactionSource.Proposal).IsReject);
        Assert.True(Refusal([1], StoredTransaction.Nothing, other).For(TransactionSource.Proposal).IsIgnore);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 63)]
    public void Fee_of_zero_is_a_parse_error_however_it_comes_about(ulong price)
    {
        byte[] raw = Spawn(price);
        Assert.Equal($"failed to parse tx: zero gas price {TransactionAdmission.IdOf(raw)}", Refusal(raw, StoredTransaction.Nothing).Message);
    }

    [Fact]
    public void Malformed_transaction_names_its_id_and_the_cause()
    {
        byte[] raw = new byte[1025];
        var refusal = Refusal(raw, StoredTransaction.Nothing);
        Assert.Equal($"failed to parse tx: {TransactionAdmission.IdOf(raw)} (err: overflows tx limit: tx size (1025) > limit (1024))", refusal.Message);
        Assert.True(refusal.For(TransactionSource.Gossip).IsIgnore);
    }

    [Fact]
    public void Bad_signature_is_refused()
    {
        byte[] raw = Spawn();
        raw[^1] ^= 1;
        Assert.True(_admission.TryInspect(raw, StoredTransaction.Nothing, null, _rows, out var inspected, out _));
        Assert.False(_admission.Verify(inspected, out _, out var refusal));
        Assert.Equal($"failed to verify tx: {TransactionAdmission.IdOf(raw)}", refusal.Message);
    }

    [Fact]
    public void Poor_account_and_used_nonce_are_refused()
    {
        _rows.SetAccount(Account, 0, 10);
        Assert.Equal("insufficient balance", Admit(_pool, TransactionSource.Api)!.Message);
        _rows.SetAccount(Account, 1, 1_000_000);
        Assert.Equal("bad nonce", Admit(_pool, TransactionSource.Api)!.Message);
    }

    [Fact]
    public void Full_pool_refuses_gossip_and_takes_what_a_proposal_names()
    {
        var pool = new ConservativeState(_rows, _rows, new TxPoolOptions { MaxTransactions = 1 });
        var filler = Principal.Generate([3]);
        _rows.SetAccount(filler, 0, 1_000_000);
        var header = new TxHeader(filler, Template.Wallet, 16, 0, default, 1, 1, 0);
        pool.Add(new PendingTransaction(TransactionId.FromBytes(new byte[32]), header, 0));
        Assert.Equal(AdmissionFault.PoolFull, Admit(pool, TransactionSource.Gossip)!.Fault);
        Assert.Null(Admit(pool, TransactionSource.Proposal));
    }

    [Fact]
    public void Transaction_of_a_block_is_stored_without_header_where_it_does_not_parse()
    {
        byte[] raw = [1, 2, 3];
        var id = TransactionAdmission.IdOf(raw);
        Assert.Equal(new BlockTransaction.Store(id, null), _admission.InspectForBlock(raw, StoredTransaction.Nothing, id, _rows));
        Assert.IsType<BlockTransaction.Known>(_admission.InspectForBlock(raw, StoredTransaction.WithoutHeader, default, _rows));
        var wrong = Assert.IsType<BlockTransaction.Wrong>(_admission.InspectForBlock(raw, StoredTransaction.Nothing, default, _rows));
        Assert.StartsWith("validation reject: incorrect hash: block tx want 0000000000, got ", wrong.Verdict.Reason, StringComparison.Ordinal);
        byte[] free = Spawn(price: 0);
        var store = Assert.IsType<BlockTransaction.Store>(
            _admission.InspectForBlock(free, StoredTransaction.Nothing, TransactionAdmission.IdOf(free), _rows));
        Assert.NotNull(store.Header);
    }

    private byte[] Spawn(ulong price = 1)
    {
        byte[] unsigned = UnsignedTransaction.SelfSpawn(Template.Wallet, new TxPayload(0, price), Arguments);
        return [.. unsigned, .. Ed25519.Sign(_key, UnsignedTransaction.SignedMessage(default, unsigned)).ToArray()];
    }

    private AdmissionRefusal Refusal(byte[] raw, StoredTransaction stored, TransactionId? expected = null)
    {
        Assert.False(_admission.TryInspect(raw, stored, expected, _rows, out _, out var refusal));
        return refusal;
    }

    private AdmissionRefusal? Admit(ConservativeState pool, TransactionSource source)
    {
        Assert.True(_admission.TryInspect(Spawn(), StoredTransaction.Nothing, null, _rows, out var inspected, out _));
        Assert.True(_admission.Verify(inspected, out var verified, out _));
        TransactionAdmission.TryAdmit(verified, source, 0, pool, out _, out var refusal);
        return refusal;
    }
}
