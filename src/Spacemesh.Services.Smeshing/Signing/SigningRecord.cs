using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// Everything that the node's identities signed, so that none of them ever signs two different messages for one slot, whatever happens to
/// the databases. A slot is on the disk before its signature is made; those who sign at the same time share one write. The record belongs
/// to the keys: it survives resets and moves with them.
/// </summary>
/// <remarks>Locks: that of writing is taken before that of the tables.</remarks>
public sealed class SigningRecord : IAtxDrafts, IDisposable
{
    private const int SlotSize = Bytes32.Length + 1 + 4 + 4 + Bytes32.Length;
    private const int StampSize = 8 + Bytes32.Length;
    private const int FloorSize = 4;

    /// <summary>Epochs whose drafts are kept when old entries are dropped.</summary>
    private const uint KeptDrafts = 4;

    private readonly Lock _writing = new();
    private readonly Lock _lock = new();
    private readonly ISigningJournal _journal;
    private readonly SigningRecordOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<(NodeId, SigningSlot), (Hash32 Digest, long Batch)> _slots = [];
    private readonly Dictionary<(NodeId, EpochId), byte[]> _drafts = [];
    private readonly List<byte> _unsaved = [];
    private long _batch = 1;
    private long _saved;
    private uint _floor;
    private uint _newest;
    private int _compactAt;

    private SigningRecord(ISigningJournal journal, SigningRecordOptions options, TimeProvider time)
    {
        _journal = journal;
        _options = options;
        _time = time;
    }

    /// <summary>What it knew when it was opened.</summary>
    public SigningRecordState State { get; private set; }

    /// <summary>Slots in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _slots.Count;
        }
    }

    /// <exception cref="SigningRecordException">It cannot be read or written.</exception>
    public static SigningRecord Open(ISigningJournal journal, SigningRecordOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var record = new SigningRecord(journal, options, time);
        record.Load(journal.ReadAll());
        record.CompactIfWorth();
        record.Stamp();
        return record;
    }

    /// <summary>Puts a message on record for its slot and returns once it is on the disk; one that is there already too.</summary>
    /// <exception cref="SlotTakenException">Another message is on record, or the slot is too old to know.</exception>
    /// <exception cref="SigningRecordException">It could not be kept.</exception>
    public void Commit(NodeId identity, SigningSlot slot, SigningDomain domain, ReadOnlySpan<byte> message) => Save(Enter(identity, slot, Digest(domain, message)));

    /// <summary>As <see cref="Commit"/> without the wait: <see cref="Save"/> with the greatest ticket of several does it once for all.</summary>
    internal long Enter(NodeId identity, SigningSlot slot, Hash32 digest)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue((identity, slot), out var known))
            {
                return known.Digest == digest
                    ? known.Batch
                    : throw new SlotTakenException(identity, slot, "another message was signed for it; signing a second one would be proven as malfeasance");
            }

            if (CountsLayers(slot.Kind) && slot.Number < _floor)
                throw new SlotTakenException(identity, slot, $"it is older than what is on record, which begins with layer {_floor}");
            Add(identity, slot, digest);
            return _batch;
        }
    }

    /// <summary>Returns once everything up to a ticket is on the disk.</summary>
    internal void Save(long ticket)
    {
        lock (_writing)
        {
            if (_saved >= ticket)
                return;
            byte[] bytes;
            long batch;
            lock (_lock)
            {
                bytes = [.. _unsaved];
                _unsaved.Clear();
                batch = _batch++;
            }

            try
            {
                _journal.Append(bytes);
            }
            catch
            {
                lock (_lock)
                    _unsaved.InsertRange(0, bytes);
                throw;
            }

            _saved = batch;
            CompactIfWorth();
        }
    }

    /// <summary>Whether exactly this message is on record for its slot; null where the slot is free.</summary>
    public bool? Holds(NodeId identity, SigningSlot slot, SigningDomain domain, ReadOnlySpan<byte> message)
    {
        var digest = Digest(domain, message);
        lock (_lock)
            return _slots.TryGetValue((identity, slot), out var known) ? known.Digest == digest : null;
    }

    /// <summary>Takes a message of an own key that was seen on the network, so that no other is signed for its slot. False where another is on record.</summary>
    public bool Import(NodeId identity, SigningSlot slot, SigningDomain domain, ReadOnlySpan<byte> message)
    {
        var digest = Digest(domain, message);
        lock (_lock)
        {
            if (_slots.TryGetValue((identity, slot), out var known))
                return known.Digest == digest;
            if (!CountsLayers(slot.Kind) || slot.Number >= _floor)
                Add(identity, slot, digest);
            return true;
        }
    }

    /// <summary>A sign of life on the disk: until now nobody else need have used the keys.</summary>
    public void Stamp()
    {
        long ticket;
        lock (_lock)
        {
            _unsaved.AddRange(StampFrame());
            ticket = _batch;
        }

        Save(ticket);
    }

    public byte[]? Find(NodeId identity, EpochId publish)
    {
        lock (_lock)
            return _drafts.TryGetValue((identity, publish), out byte[]? draft) ? [.. draft] : null;
    }

    public void Put(NodeId identity, EpochId publish, ReadOnlySpan<byte> content)
    {
        long ticket;
        lock (_lock)
        {
            AddDraft(identity, publish, content.ToArray());
            ticket = _batch;
        }

        Save(ticket);
    }

    public void Dispose()
    {
        Stamp();
        _journal.Dispose();
    }

    internal static Hash32 Digest(SigningDomain domain, ReadOnlySpan<byte> message)
    {
        byte[] text = new byte[1 + message.Length];
        text[0] = (byte)domain;
        message.CopyTo(text.AsSpan(1));
        return Blake3.Hash(text);
    }

    private static bool CountsLayers(SigningSlotKind kind) => kind is not (SigningSlotKind.Atx or SigningSlotKind.BeaconVotes or SigningSlotKind.Unbound);

    private static byte[] SlotFrame(NodeId identity, SigningSlot slot, Hash32 digest)
    {
        byte[] payload = new byte[SlotSize];
        identity.CopyTo(payload);
        payload[32] = (byte)slot.Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(33), slot.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(37), slot.Round);
        digest.CopyTo(payload.AsSpan(41));
        return SigningFrames.Write(SigningFrameKind.Slot, payload);
    }

    private static byte[] DraftFrame(NodeId identity, EpochId publish, byte[] content)
    {
        byte[] payload = new byte[36 + content.Length];
        identity.CopyTo(payload);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(32), publish.Value);
        content.CopyTo(payload.AsSpan(36));
        return SigningFrames.Write(SigningFrameKind.Draft, payload);
    }

    /// <summary>Called under the lock.</summary>
    private void Add(NodeId identity, SigningSlot slot, Hash32 digest)
    {
        _slots.Add((identity, slot), (digest, _batch));
        if (CountsLayers(slot.Kind))
            _newest = Math.Max(_newest, slot.Number);
        _unsaved.AddRange(SlotFrame(identity, slot, digest));
    }

    /// <summary>Called under the lock.</summary>
    private void AddDraft(NodeId identity, EpochId publish, byte[] content)
    {
        _drafts[(identity, publish)] = content;
        _unsaved.AddRange(DraftFrame(identity, publish, content));
    }

    private void Load(ReadOnlyMemory<byte> bytes)
    {
        (long Milliseconds, Hash32 Machine)? stamp = null;
        var frames = SigningFrames.Read(bytes, out long damaged, out _);
        foreach (var (kind, payload) in frames)
        {
            var span = payload.Span;
            switch (kind)
            {
                case SigningFrameKind.Slot when span.Length == SlotSize:
                    var slot = new SigningSlot(
                        (SigningSlotKind)span[32], BinaryPrimitives.ReadUInt32LittleEndian(span[33..]), BinaryPrimitives.ReadUInt32LittleEndian(span[37..]));
                    // The first entry counts: it is the one whose signature left.
                    _slots.TryAdd((NodeId.FromBytes(span[..32]), slot), (Hash32.FromBytes(span[41..]), 0));
                    if (CountsLayers(slot.Kind))
                        _newest = Math.Max(_newest, slot.Number);
                    break;
                case SigningFrameKind.Draft when span.Length >= 36:
                    _drafts[(NodeId.FromBytes(span[..32]), new EpochId(BinaryPrimitives.ReadUInt32LittleEndian(span[32..])))] = span[36..].ToArray();
                    break;
                case SigningFrameKind.Stamp when span.Length == StampSize:
                    stamp = (BinaryPrimitives.ReadInt64LittleEndian(span), Hash32.FromBytes(span[8..]));
                    break;
                case SigningFrameKind.Floor when span.Length == FloorSize:
                    _floor = Math.Max(_floor, BinaryPrimitives.ReadUInt32LittleEndian(span));
                    break;
                default:
                    // A kind of a later version, or a length that no version wrote.
                    damaged++;
                    break;
            }
        }

        State = StateOf(stamp, damaged);
    }

    private SigningRecordState StateOf((long Milliseconds, Hash32 Machine)? stamp, long damaged)
    {
        if (damaged > 0)
            return SigningRecordState.Damaged;
        if (stamp is not { } last)
            return SigningRecordState.Absent;
        if (last.Machine != _options.Machine)
            return SigningRecordState.Foreign;
        // A sign of life from the future says that one of the clocks was wrong: how old it is nobody knows.
        double age = _time.GetUtcNow().ToUnixTimeMilliseconds() - (double)last.Milliseconds;
        return Math.Abs(age) > _options.StaleAfter.TotalMilliseconds ? SigningRecordState.Stale : SigningRecordState.Fresh;
    }

    /// <summary>Drops slots too old to matter, once there are many. Called under the lock of writing, or before anyone else knows the record.</summary>
    private void CompactIfWorth()
    {
        lock (_lock)
        {
            if (_slots.Count <= Math.Max(_options.CompactAbove, _compactAt) || _newest < _options.KeepLayers)
                return;
            uint floor = _newest - _options.KeepLayers;
            uint newestEpoch = _drafts.Keys.Select(key => key.Item2.Value).DefaultIfEmpty().Max();
            foreach (var key in _slots.Keys.Where(key => CountsLayers(key.Item2.Kind) && key.Item2.Number < floor).ToList())
                _slots.Remove(key);
            foreach (var key in _drafts.Keys.Where(key => key.Item2.Value + KeptDrafts < newestEpoch).ToList())
                _drafts.Remove(key);
            _floor = Math.Max(_floor, floor);
            _compactAt = 2 * _slots.Count;
            _journal.Replace(Content());
        }
    }

    private byte[] Content()
    {
        var content = new MemoryStream();
        byte[] floor = new byte[FloorSize];
        BinaryPrimitives.WriteUInt32LittleEndian(floor, _floor);
        content.Write(SigningFrames.Write(SigningFrameKind.Floor, floor));
        foreach (var ((identity, slot), entry) in _slots)
            content.Write(SlotFrame(identity, slot, entry.Digest));
        foreach (var ((identity, publish), draft) in _drafts)
            content.Write(DraftFrame(identity, publish, draft));
        content.Write(StampFrame());
        return content.ToArray();
    }

    private byte[] StampFrame()
    {
        byte[] payload = new byte[StampSize];
        BinaryPrimitives.WriteInt64LittleEndian(payload, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _options.Machine.CopyTo(payload.AsSpan(8));
        return SigningFrames.Write(SigningFrameKind.Stamp, payload);
    }
}
