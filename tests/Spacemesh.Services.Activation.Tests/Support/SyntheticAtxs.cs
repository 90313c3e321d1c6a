using System.Buffers.Binary;
using Spacemesh.Codec;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Crypto.Signing;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>
/// As many valid ATXs of version 1 as asked for, without spaces or PoET work: one good label stands in all places of a proof, the
/// difficulty of the proof of work lets everything pass, and PoET proofs are meant to be stored unverified. Also compiled into the
/// benchmarks.
/// </summary>
internal sealed class SyntheticAtxs : IDisposable
{
    private const ulong LeafCount = 10_000;

    private readonly List<EdSigner> _signers = [];
    private readonly List<ulong> _nonces = [];
    private readonly ILabelEngine _labels = LabelEngines.Best();
    private readonly ProofVerifier _verifier;

    /// <param name="identities">How many.</param>
    /// <param name="scryptN">Work of a label: 8192 as on most networks, 2 where it does not matter.</param>
    public SyntheticAtxs(int identities, ulong scryptN)
    {
        Config = Config with { Scrypt = new ScryptParameters(scryptN, 1, 1) };
        _verifier = new ProofVerifier(Config, _labels, new AnyRandomX());
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        Span<byte> key = stackalloc byte[Ed25519.PrivateKeySize];
        for (int i = 0; i < identities; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed, i);
            Ed25519.ExpandSeed(seed, key);
            _signers.Add(new EdSigner(key, Network.GenesisId));
            ulong nonce = 0;
            while (VrfNonce.WhyInvalid(_labels, _signers[i].NodeId, Network.GoldenAtx, nonce, 1, Config.LabelsPerUnit, Config.Scrypt) is not null)
                nonce++;
            _nonces.Add(nonce);
        }
    }

    public static NetworkParameters Network { get; } = new()
    {
        LayersPerEpoch = 10,
        LayerDuration = TimeSpan.FromSeconds(10),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = AtxId.FromBytes([.. Enumerable.Repeat((byte)7, Bytes32.Length)]),
        AddressPrefix = "stest",
    };

    /// <summary>Small spaces in which nearly every label is good; the work to verify a proof is that of the mainnet.</summary>
    public PostConfig Config { get; } = new() { MinNumUnits = 1, MaxNumUnits = 1, LabelsPerUnit = 40, K1 = 39, K2 = 37, K3 = 1 };

    public ulong TickSize => 10;

    /// <summary>The next ATX of every identity: initial ones where there are no previous ones. All share one PoET round.</summary>
    public Round Make(uint publishEpoch, IReadOnlyList<AtxId>? previous)
    {
        var challenges = new NIPostChallengeV1[_signers.Count];
        for (int i = 0; i < challenges.Length; i++)
        {
            challenges[i] = previous is null
                ? new(new EpochId(publishEpoch), 0, default, Network.GoldenAtx, Network.GoldenAtx, Prove(_signers[i].NodeId, default))
                : new(new EpochId(publishEpoch), publishEpoch - 1, previous[i], Network.GoldenAtx, null, null);
        }

        var tree = new MerkleTree<Blake3NodeHash>([.. challenges.Select(challenge => (ReadOnlyMemory<byte>)challenge.ComputeHash().ToArray())], default);
        var poet = PoetMessage(publishEpoch, Hash32.FromBytes(tree.Root.Span));
        var reference = poet.ComputeRef();
        var atxs = new List<(AtxId Id, byte[] Blob)>();
        for (int i = 0; i < challenges.Length; i++)
        {
            var membership = new MerkleProofV1([.. tree.Prove(i).Select(node => Hash32.FromBytes(node.Span))], (ulong)i);
            var nipost = new NIPostV1(membership, Prove(_signers[i].NodeId, new Hash32(reference.Value)), new PostMetadataV1(reference.ToArray(), Config.LabelsPerUnit));
            bool initial = previous is null;
            var inner = new InnerActivationTxV1(challenges[i], default, 1, nipost, initial ? _signers[i].NodeId : null, initial ? _nonces[i] : null);
            var unsigned = new ActivationTxV1(inner, _signers[i].NodeId, default);
            var atx = unsigned with { Signature = _signers[i].Sign(SigningDomain.Atx, unsigned.SignedBytes()) };
            atxs.Add((atx.ComputeId(), Scale.Encode(atx)));
        }

        return new Round(reference, poet, atxs);
    }

    public void Dispose()
    {
        foreach (var signer in _signers)
            signer.Dispose();
        _labels.Dispose();
    }

    /// <summary>A proof as big as those of the mainnet.</summary>
    private static PoetProofMessage PoetMessage(uint publishEpoch, Hash32 statement)
    {
        ScaleBytes node = new byte[Bytes32.Length];
        var proof = new PoetProof(
            new PoetMerkleProof(BitConverter.GetBytes(publishEpoch), [.. Enumerable.Repeat(node, 150)], [.. Enumerable.Repeat(node, 4200)]), LeafCount);
        return new PoetProofMessage(proof, new byte[] { 1 }, "1", statement, default);
    }

    private PostV1 Prove(NodeId node, Hash32 challenge)
    {
        int bits = ProofIndices.BitsPerIndex(Config.LabelsPerUnit);
        for (ulong index = 0; ; index++)
        {
            byte[] indices = ProofIndices.Pack([.. Enumerable.Repeat(index, (int)Config.K2)], bits);
            var verdict = _verifier.Verify(new PostProof(0, indices, 0), new PostProofMetadata(node, Network.GoldenAtx, challenge, 1), IndexSelection.One(0));
            if (verdict.IsValid)
                return new PostV1(0, indices, 0);
        }
    }

    /// <summary>ATXs that share a PoET round.</summary>
    public sealed record Round(PoetProofRef Reference, PoetProofMessage Poet, IReadOnlyList<(AtxId Id, byte[] Blob)> Atxs)
    {
        public void StorePoet(Ports.State.IStateDatabase database) => database.Poets.Add(Reference, Scale.Encode(Poet), Poet.PoetServiceId, Poet.RoundId);
    }

    /// <summary>Every proof of work passes: making proofs needs no RandomX.</summary>
    private sealed class AnyRandomX : IRandomX
    {
        public RandomXMode Mode => RandomXMode.Light;

        public string Description => "none";

        public void Hash(ReadOnlySpan<byte> input, Span<byte> hash) => hash.Clear();

        public void Dispose()
        {
        }
    }
}
