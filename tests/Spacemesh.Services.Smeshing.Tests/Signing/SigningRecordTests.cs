using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Tests.World;

namespace Spacemesh.Services.Smeshing.Tests.Signing;

public sealed class SigningRecordTests : IDisposable
{
    private static readonly SigningRecordOptions Options = new() { Machine = Hash32.FromBytes(Testbed.Padded("01")) };

    private readonly string _folder = Directory.CreateTempSubdirectory("signing-record").FullName;
    private readonly VirtualScheduler _scheduler = new();

    private string FilePath => Path.Combine(_folder, FileSigningJournal.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Slot_takes_one_message_and_the_same_again()
    {
        using var record = Open(new MemorySigningJournal());
        var slot = new SigningSlot(SigningSlotKind.Ballot, 7);
        record.Commit(Node(1), slot, SigningDomain.Ballot, "one"u8);
        record.Commit(Node(1), slot, SigningDomain.Ballot, "one"u8);
        record.Commit(Node(2), slot, SigningDomain.Ballot, "two"u8);
        record.Commit(Node(1), new SigningSlot(SigningSlotKind.Proposal, 7), SigningDomain.Proposal, "two"u8);
        var refusal = Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), slot, SigningDomain.Ballot, "two"u8));
        Assert.Equal(slot, refusal.Slot);
        Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), slot, SigningDomain.Hare, "one"u8));
    }

    [Fact]
    public void Record_survives_the_process_and_knows_a_short_absence_from_a_long_one()
    {
        var slot = new SigningSlot(SigningSlotKind.Hare, 9, 3);
        using (var record = SigningRecord.Open(FileSigningJournal.Open(FilePath), Options, _scheduler.TimeProvider))
        {
            Assert.Equal(SigningRecordState.Absent, record.State);
            record.Commit(Node(1), slot, SigningDomain.Hare, "m"u8);
            record.Put(Node(1), new EpochId(4), "draft"u8);
        }

        _scheduler.RunFor(TimeSpan.FromMinutes(10));
        using (var record = SigningRecord.Open(FileSigningJournal.Open(FilePath), Options, _scheduler.TimeProvider))
        {
            Assert.Equal(SigningRecordState.Fresh, record.State);
            Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), slot, SigningDomain.Hare, "n"u8));
            Assert.Equal("draft"u8.ToArray(), record.Find(Node(1), new EpochId(4)));
            Assert.Null(record.Find(Node(2), new EpochId(4)));
        }

        _scheduler.RunFor(TimeSpan.FromHours(13));
        using (var record = SigningRecord.Open(FileSigningJournal.Open(FilePath), Options, _scheduler.TimeProvider))
            Assert.Equal(SigningRecordState.Stale, record.State);
        using (var record = SigningRecord.Open(FileSigningJournal.Open(FilePath), Options with { Machine = Hash32.FromBytes(Testbed.Padded("02")) }, _scheduler.TimeProvider))
        {
            Assert.Equal(SigningRecordState.Foreign, record.State);
            Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), slot, SigningDomain.Hare, "n"u8));
        }
    }

    [Fact]
    public void File_is_for_one_process_at_a_time()
    {
        using var first = FileSigningJournal.Open(FilePath);
        var refusal = Assert.Throws<SigningRecordException>(() => FileSigningJournal.Open(FilePath));
        Assert.Contains(FilePath, refusal.Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Torn_end_loses_only_what_was_torn()
    {
        var journal = new MemorySigningJournal();
        using (var record = Open(journal))
        {
            for (uint layer = 1; layer <= 20; layer++)
                record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, layer), SigningDomain.Ballot, BitConverter.GetBytes(layer));
        }

        byte[] whole = journal.ReadAll();
        for (int length = 0; length <= whole.Length; length++)
        {
            var torn = new MemorySigningJournal();
            torn.Append(whole.AsSpan(0, length));
            using var record = Open(torn);
            Assert.NotEqual(SigningRecordState.Damaged, record.State);
            int known = record.Count;
            for (uint layer = 1; layer <= known; layer++)
            {
                uint taken = layer;
                Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, taken), SigningDomain.Ballot, "other"u8));
            }

            // What comes after the torn piece is found again.
            record.Commit(Node(3), new SigningSlot(SigningSlotKind.Ballot, 1), SigningDomain.Ballot, "x"u8);
            using var again = Open(torn);
            Assert.Throws<SlotTakenException>(() => again.Commit(Node(3), new SigningSlot(SigningSlotKind.Ballot, 1), SigningDomain.Ballot, "y"u8));
        }
    }

    [Fact]
    public void Damaged_byte_anywhere_never_crashes_and_loses_one_piece_at_most()
    {
        var journal = new MemorySigningJournal();
        using (var record = Open(journal))
        {
            for (uint layer = 1; layer <= 8; layer++)
                record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, layer), SigningDomain.Ballot, BitConverter.GetBytes(layer));
        }

        byte[] whole = journal.ReadAll();
        for (int position = 0; position < whole.Length; position++)
        {
            byte[] damaged = [.. whole];
            damaged[position] ^= 0x40;
            var copy = new MemorySigningJournal();
            copy.Append(damaged);
            using var record = Open(copy);
            Assert.InRange(record.Count, 7, 8);
            Assert.True(record.Count == 8 || record.State is SigningRecordState.Damaged or SigningRecordState.Fresh or SigningRecordState.Absent);
        }
    }

    [Fact]
    public void Twenty_identities_share_one_write()
    {
        var journal = new MemorySigningJournal();
        var record = Open(journal);
        var watch = DoppelgangerWatchTests.Free(record, _scheduler);
        using var signers = new SignerSet([.. Enumerable.Range(1, 20).Select(DoppelgangerWatchTests.Key)], record, watch);
        int before = journal.Appends;
        var requests = signers.All.Select(signer => new SigningRequest(signer, SigningDomain.Hare, new byte[] { 1, 2 }, new SigningSlot(SigningSlotKind.Hare, 5, 1))).ToList();
        var results = signers.SignEach(requests);
        Assert.Equal(20, results.Count);
        Assert.Equal(before + 1, journal.Appends);
        var verifier = new EdVerifier(DoppelgangerWatchTests.Network.GenesisId);
        for (int i = 0; i < results.Count; i++)
        {
            var signature = results[i].Signature;
            Assert.True(results[i].IsSigned);
            Assert.True(verifier.Verify(SigningDomain.Hare, requests[i].Signer.NodeId, [1, 2], in signature));
        }

        // One that is refused does not keep the others from signing.
        var mixed = requests.Select((request, i) => request with { Message = new byte[] { (byte)(i == 3 ? 9 : 1), 2 } }).ToList();
        var again = signers.SignEach(mixed);
        Assert.Equal([3], Enumerable.Range(0, 20).Where(i => !again[i].IsSigned));
    }

    [Fact]
    public void Failed_write_signs_nothing_and_the_next_one_makes_up_for_it()
    {
        var journal = new FailingJournal();
        var record = Open(journal);
        var watch = DoppelgangerWatchTests.Free(record, _scheduler);
        using var signers = new SignerSet([DoppelgangerWatchTests.Key(1)], record, watch);
        var signer = signers.All[0];
        journal.Fails = true;
        Assert.Throws<SigningRecordException>(() => signer.Sign(SigningDomain.Ballot, [1], new SigningSlot(SigningSlotKind.Ballot, 4)));
        journal.Fails = false;
        Assert.Throws<SlotTakenException>(() => signer.Sign(SigningDomain.Ballot, [2], new SigningSlot(SigningSlotKind.Ballot, 4)));
        signer.Sign(SigningDomain.Ballot, [1], new SigningSlot(SigningSlotKind.Ballot, 4));
        using var reopened = Open(journal);
        Assert.True(reopened.Holds(signer.NodeId, new SigningSlot(SigningSlotKind.Ballot, 4), SigningDomain.Ballot, [1]));
    }

    [Fact]
    public void Old_layers_are_dropped_and_never_signed_again_while_ATXs_stay()
    {
        var journal = new MemorySigningJournal();
        var options = Options with { CompactAbove = 100, KeepLayers = 50 };
        var record = SigningRecord.Open(journal, options, _scheduler.TimeProvider);
        record.Commit(Node(1), new SigningSlot(SigningSlotKind.Atx, 1), SigningDomain.Atx, "atx"u8);
        for (uint layer = 1; layer <= 400; layer++)
            record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, layer), SigningDomain.Ballot, BitConverter.GetBytes(layer));
        Assert.InRange(record.Count, 50, 220);
        Assert.Throws<SlotTakenException>(() => record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, 3), SigningDomain.Ballot, "again"u8));
        using var reopened = SigningRecord.Open(journal, options, _scheduler.TimeProvider);
        Assert.Throws<SlotTakenException>(() => reopened.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, 3), SigningDomain.Ballot, "again"u8));
        Assert.Throws<SlotTakenException>(() => reopened.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, 400), SigningDomain.Ballot, "again"u8));
        Assert.Throws<SlotTakenException>(() => reopened.Commit(Node(1), new SigningSlot(SigningSlotKind.Atx, 1), SigningDomain.Atx, "other"u8));
    }

    [Fact]
    public void File_is_rewritten_in_place_of_the_old_one()
    {
        var options = Options with { CompactAbove = 20, KeepLayers = 10 };
        using (var record = SigningRecord.Open(FileSigningJournal.Open(FilePath), options, _scheduler.TimeProvider))
        {
            for (uint layer = 1; layer <= 200; layer++)
                record.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, layer), SigningDomain.Ballot, BitConverter.GetBytes(layer));
        }

        Assert.InRange(new FileInfo(FilePath).Length, 1, 15_000);
        using var reopened = SigningRecord.Open(FileSigningJournal.Open(FilePath), options, _scheduler.TimeProvider);
        Assert.Equal(SigningRecordState.Fresh, reopened.State);
        Assert.Throws<SlotTakenException>(() => reopened.Commit(Node(1), new SigningSlot(SigningSlotKind.Ballot, 200), SigningDomain.Ballot, "again"u8));
    }

    private static NodeId Node(byte first) => NodeId.FromBytes(Testbed.Padded(first.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    private SigningRecord Open(ISigningJournal journal) => SigningRecord.Open(journal, Options, _scheduler.TimeProvider);

    private sealed class FailingJournal : ISigningJournal
    {
        private readonly MemorySigningJournal _inner = new();

        public bool Fails { get; set; }

        public byte[] ReadAll() => _inner.ReadAll();

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (Fails)
                throw new SigningRecordException("disk full");
            _inner.Append(bytes);
        }

        public void Replace(ReadOnlySpan<byte> bytes) => _inner.Replace(bytes);

        public void Dispose() => _inner.Dispose();
    }
}
