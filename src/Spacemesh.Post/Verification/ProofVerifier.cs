using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Verification;

/// <summary>
/// Verifies proofs with exactly the checks of spec 02 §7.1. Repeated or unordered indices, indices beyond the space, padding
/// bits and the top byte of the pow are not looked at: a check more would split from the network. Safe to use from several threads.
/// </summary>
public sealed class ProofVerifier(PostConfig config, ILabelEngine labels, IRandomX randomX) : IDisposable
{
    private readonly uint _n = config.Scrypt.EffectiveN();
    private volatile bool _closed;

    public ProofVerdict Verify(PostProof proof, PostProofMetadata metadata, IndexSelection selection) =>
        VerifyAll([new ProofRequest(proof, metadata, selection)])[0];

    /// <summary>Verifies several proofs and computes their labels together, which is faster than one after the other.</summary>
    public IReadOnlyList<ProofVerdict> VerifyAll(IReadOnlyList<ProofRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ObjectDisposedException.ThrowIf(_closed, this);
        var verdicts = new ProofVerdict[requests.Count];
        Array.Fill(verdicts, ProofVerdict.Valid);
        var open = new List<Check>();
        for (int i = 0; i < requests.Count; i++)
        {
            if (WhyRefused(requests[i].Proof, requests[i].Metadata) is { } reason)
                verdicts[i] = ProofVerdict.Invalid(reason);
            else
                open.Add(new Check(i, requests[i], config));
        }

        CheckLabels(open, verdicts);
        return verdicts;
    }

    /// <summary>Verifies untyped bytes as the reference's wrapper does. Returns its error text, null for a valid proof.</summary>
    public string? Verify(
        PostProof proof, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> commitmentAtxId, ReadOnlySpan<byte> challenge, uint numUnits, IndexSelection selection)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (PostProofMetadata.TryCreate(nodeId, commitmentAtxId, challenge, proof.Indices.Span, numUnits, out var metadata) is { } error)
            return error;
        return _closed ? "verifier has been closed" : Verify(proof, metadata!, selection).Error;
    }

    /// <summary>No proof is accepted any more. Labels and RandomX stay with their owner.</summary>
    public void Dispose() => _closed = true;

    // The checks before any label, in order (spec 02 §7.1 #1–#5).
    private string? WhyRefused(PostProof proof, PostProofMetadata metadata)
    {
        uint units = metadata.NumUnits;
        if (units < config.MinNumUnits)
            return $"numunits too small: {units} < {config.MinNumUnits}";
        if (units > config.MaxNumUnits)
            return $"numunits too large: {units} > {config.MaxNumUnits}";
        uint group = NonceGroups.GroupOf(proof.Nonce);
        if (group >= NonceGroups.MaxGroups)
            return $"nonce group ({group}) out of bounds (max {NonceGroups.MaxGroups - 1})";
        // No space has no units; the difficulty could not be scaled either.
        if (units == 0 || !HasPow(proof.Pow, (byte)group, metadata))
            return "invalid proof of work";
        ulong numLabels = unchecked(units * config.LabelsPerUnit);
        long expected = ProofIndices.ExpectedLength(ProofIndices.BitsPerIndex(numLabels), config.K2);
        if (proof.Indices.Length != expected)
            return $"invalid number of indices (expected: {expected}, got: {proof.Indices.Length})";
        if (numLabels == 0)
            return "invalid number of labels: (0)";
        return numLabels <= config.K1 ? $"number of labels ({numLabels}) must be bigger than k1 ({config.K1})" : null;
    }

    private bool HasPow(ulong pow, byte group, PostProofMetadata metadata)
    {
        Span<byte> input = stackalloc byte[K2Pow.InputLength];
        Span<byte> hash = stackalloc byte[IRandomX.HashLength];
        NodeId node = metadata.NodeId;
        Hash32 challenge = metadata.Challenge;
        Hash32 difficulty = PowDifficulty.Scale(config.PowDifficulty, metadata.NumUnits);
        K2Pow.WriteInput(input, pow, group, Hash32.Span(in challenge), NodeId.Span(in node));
        randomX.Hash(input, hash);
        return K2Pow.Satisfies(hash, Hash32.Span(in difficulty));
    }

    private void CheckLabels(List<Check> open, ProofVerdict[] verdicts)
    {
        var ids = new List<LabelId>();
        var owners = new List<(Check Check, uint Ordinal)>();
        var results = new Hash32[Math.Max(labels.PreferredBatch, open.Count)];
        while (open.Count > 0)
        {
            ids.Clear();
            owners.Clear();
            // A bad proof is found out after one round: each open proof gets its share of what the engine does at once.
            int share = Math.Max(1, labels.PreferredBatch / open.Count);
            foreach (var check in open)
            {
                for (int i = 0; i < share && check.TryNext(out uint ordinal, out ulong index); i++)
                {
                    ids.Add(new LabelId(check.Commitment, index));
                    owners.Add((check, ordinal));
                }
            }

            labels.ComputeAt(_n, CollectionsMarshal.AsSpan(ids), results.AsSpan(0, ids.Count));
            for (int i = 0; i < ids.Count; i++)
            {
                var (check, ordinal) = owners[i];
                if (!check.Failed && check.WhyBad(results[i]) is { } reason)
                {
                    verdicts[check.Position] = new ProofVerdict(ProofVerdictKind.InvalidIndex, ordinal, $"label {ids[i].Index}: {reason}");
                    check.Failed = true;
                }
            }

            open.RemoveAll(check => check.Failed || check.Exhausted);
        }
    }

    /// <summary>A proof whose labels are being checked.</summary>
    private sealed class Check
    {
        private readonly ReadOnlyMemory<byte> _indices;
        private readonly int _bits;
        private readonly ProvingDifficulty _difficulty;
        private readonly IEnumerator<uint> _ordinals;
        private readonly (byte[] Eager, byte[] Lazy) _keys;
        private readonly int _bytePosition;

        public Check(int position, ProofRequest request, PostConfig config)
        {
            var (proof, metadata, selection) = request;
            ulong numLabels = unchecked(metadata.NumUnits * config.LabelsPerUnit);
            Position = position;
            Commitment = metadata.Commitment;
            _indices = proof.Indices;
            _bits = ProofIndices.BitsPerIndex(numLabels);
            _difficulty = ProvingDifficulty.Of(config.K1, numLabels);
            _ordinals = selection.Ordinals(config.K2, metadata.NodeId, metadata.Challenge).GetEnumerator();
            _keys = MakeKeys(proof, metadata.Challenge);
            _bytePosition = NonceGroups.PositionOf(proof.Nonce);
        }

        public int Position { get; }

        public Commitment Commitment { get; }

        /// <summary>A label was bad.</summary>
        public bool Failed { get; set; }

        /// <summary>Every selected index has been handed out.</summary>
        public bool Exhausted { get; private set; }

        public bool TryNext(out uint ordinal, out ulong index)
        {
            ordinal = 0;
            index = 0;
            if (!_ordinals.MoveNext())
            {
                Exhausted = true;
                return false;
            }

            ordinal = _ordinals.Current;
            index = ProofIndices.Unpack(_indices.Span, _bits, ordinal);
            return true;
        }

        // The test for good labels (spec 02 §6.2).
        public unsafe string? WhyBad(Hash32 label)
        {
            var block = Vector128.Create(Hash32.Span(in label)[..16]);
            fixed (byte* eager = _keys.Eager)
            {
                byte top = Aes128Schedule.Encrypt(block, eager).GetElement(_bytePosition);
                if (top < _difficulty.Msb)
                    return null;
                if (top > _difficulty.Msb)
                    return $"MSB {top} is above {_difficulty.Msb}";
            }

            fixed (byte* lazy = _keys.Lazy)
            {
                ulong low = Aes128Schedule.Encrypt(block, lazy).AsUInt64().ToScalar() & 0x00ffffffffffffff;
                return low < _difficulty.Lsb ? null : $"LSB {low} is not below {_difficulty.Lsb}";
            }
        }

        private static unsafe (byte[] Eager, byte[] Lazy) MakeKeys(PostProof proof, Hash32 challenge)
        {
            var keys = (Eager: new byte[Aes128Schedule.Length], Lazy: new byte[Aes128Schedule.Length]);
            Span<byte> key = stackalloc byte[16];
            NonceGroups.WriteEagerKey(challenge, NonceGroups.GroupOf(proof.Nonce), proof.Pow, key);
            fixed (byte* eager = keys.Eager)
                Aes128Schedule.Expand(key, eager);
            NonceGroups.WriteLazyKey(challenge, proof.Nonce, proof.Pow, key);
            fixed (byte* lazy = keys.Lazy)
                Aes128Schedule.Expand(key, lazy);
            return keys;
        }
    }
}
