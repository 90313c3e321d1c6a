using System.Text.Json;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Tests.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>
/// Proofs over the reference's data sets. Ours give the smallest pow and the first winner whatever the number of threads, so
/// they must equal the reference's proofs with one thread; its proofs with several threads must verify.
/// </summary>
[VectorFile("02-proofs")]
public sealed class ProofVectors : VectorSuite, IDisposable
{
    private readonly ILabelEngine _labels = LabelEngines.Best();
    private ReferenceSets? _sets;

    public override void Open(VectorFile file) => _sets = new ReferenceSets(file);

    public void Dispose()
    {
        _sets?.Dispose();
        _labels.Dispose();
    }

    public override void Check(VectorCase vector)
    {
        using var reader = PostDataReader.Open(_sets!.Directories(vector.In.Text("set")));
        var metadata = reader.Metadata;
        var config = new PostConfig
        {
            LabelsPerUnit = metadata.LabelsPerUnit,
            K1 = vector.In.U32("k1"),
            K2 = vector.In.U32("k2"),
            PowDifficulty = Hash32.FromBytes(vector.In.Hex("pow_difficulty")),
            Scrypt = new ScryptParameters(vector.In.U64("scrypt_n"), 1, 1),
        };
        CheckNumbers(vector.Out, metadata, config);
        var challenge = Hash32.FromBytes(vector.In.Hex("challenge"));
        byte[] indices = vector.Out.Has("indices_packed")
            ? vector.Out.Hex("indices_packed")
            : ProofIndices.Pack([.. vector.Out.GetProperty("indices").EnumerateArray().Select(i => i.GetUInt64())], vector.Out.I32("bits_per_index"));
        var theirs = new PostProof(vector.Out.U32("nonce"), indices, vector.Out.U64("pow"));
        RequireValid(config, theirs, metadata, challenge, "the reference's proof");
        if (vector.Out.Has("pow") && config.PowDifficulty.ToArray()[0] == 0)
            CheckScan(vector, reader, challenge, config);
        else
            CheckProving(vector, reader, challenge, config, theirs);
    }

    private static void CheckNumbers(JsonElement expected, PostMetadata metadata, PostConfig config)
    {
        if (expected.Has("commitment"))
            VectorCase.Equal(expected.Hex("commitment"), metadata.Commitment.ToArray(), "commitment");
        if (expected.Has("num_labels"))
            VectorCase.Equal(expected.U64("num_labels"), metadata.NumLabels, "labels");
        if (expected.Has("difficulty"))
            VectorCase.Equal(expected.U64("difficulty"), ProvingDifficulty.Of(config.K1, metadata.NumLabels).Value, "difficulty");
        if (expected.Has("bits_per_index"))
            VectorCase.Equal(expected.I32("bits_per_index"), ProofIndices.BitsPerIndex(metadata.NumLabels), "bits");
        if (expected.Has("scaled_pow_difficulty"))
            VectorCase.Equal(expected.Hex("scaled_pow_difficulty"), PowDifficulty.Scale(config.PowDifficulty, metadata.NumUnits).ToArray(), "scaled difficulty");
        if (expected.Has("num_units"))
            VectorCase.Equal(expected.U32("num_units"), metadata.NumUnits, "units");
        if (expected.Has("vrf_nonce"))
            VectorCase.Equal(expected.U64("vrf_nonce"), metadata.Nonce, "VRF nonce");
        if (expected.Has("node_id"))
            VectorCase.Equal(expected.Hex("node_id"), metadata.NodeId.ToArray(), "node id");
        if (expected.Has("commitment_atx_id"))
            VectorCase.Equal(expected.Hex("commitment_atx_id"), metadata.CommitmentAtxId.ToArray(), "commitment ATX");
    }

    private void CheckProving(VectorCase vector, PostDataReader reader, Hash32 challenge, PostConfig config, PostProof theirs)
    {
        uint nonces = vector.In.U32("nonces_per_pass");
        bool deterministic = !vector.In.Has("threads") || vector.In.I32("threads") == 1;
        IPowSource source = vector.In.Has("pow_of_group")
            ? new ScriptedPows([.. vector.In.GetProperty("pow_of_group").EnumerateArray().Select(pow => pow.GetUInt64())])
            : new LocalPowSource(_ => ValueTask.FromResult<Post.RandomX.IRandomX>(MemoRandomX.Shared), SharedRandomX.Pool, threads: 1);
        var pows = new CountedPows(source);
        var options = new ProvingOptions { Nonces = nonces, Read = new PostReadOptions { Depth = 8 } };
        var proof = Task.Run(async () => await new Prover(config, pows, SharedRandomX.Pool).ProveAsync(reader, challenge, options)).GetAwaiter().GetResult();
        RequireValid(config, proof, reader.Metadata, challenge, "our proof");
        if (!deterministic)
            return;
        VectorCase.Equal(theirs.Nonce, proof.Nonce, "nonce");
        VectorCase.Equal(theirs.Pow, proof.Pow, "pow");
        VectorCase.Equal(theirs.Indices.Span, proof.Indices.Span, "indices");
        if (vector.Out.Has("indices"))
        {
            int bits = ProofIndices.BitsPerIndex(reader.Metadata.NumLabels);
            VectorCase.Equal(
                string.Join(' ', vector.Out.GetProperty("indices").EnumerateArray().Select(i => i.GetUInt64())),
                string.Join(' ', ProofIndices.Unpack(proof.Indices, bits).Take((int)config.K2)),
                "indices");
        }

        if (vector.Out.Has("passes"))
            VectorCase.Equal(vector.Out.GetProperty("passes").GetArrayLength() * (int)nonces, pows.Found.Count * 16, "nonces tried");
        if (vector.Out.Has("smallest_pow_of_group"))
        {
            VectorCase.Equal(
                string.Join(' ', vector.Out.GetProperty("smallest_pow_of_group").EnumerateArray().Select(pow => pow.GetUInt64())), string.Join(' ', pows.Found), "pows");
        }

        if (vector.Out.Has("good_labels_per_nonce_in_last_pass_whole_scan"))
            CheckLastPass(vector, reader, challenge, config, [.. pows.Found.Skip(pows.Found.Count - ((int)nonces / 16))]);
    }

    // Only the group of the winning nonce is known: a scan with it alone finds the same labels.
    private static void CheckScan(VectorCase vector, PostDataReader reader, Hash32 challenge, PostConfig config)
    {
        uint nonce = vector.Out.U32("nonce");
        uint first = NonceGroups.GroupOf(nonce) * 16;
        var good = ScanAll(reader, challenge, config, first, [vector.Out.U64("pow")]);
        var tally = new NonceTally(first, 16, config.K2);
        foreach (var label in good)
        {
            if (tally.Add(label))
            {
                VectorCase.Equal(nonce, label.Nonce, "winner");
                break;
            }
        }

        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("indices").EnumerateArray().Select(i => i.GetUInt64())), string.Join(' ', tally.IndicesOf(nonce)), "indices");
    }

    private static void CheckLastPass(VectorCase vector, PostDataReader reader, Hash32 challenge, PostConfig config, ulong[] pows)
    {
        var passes = vector.Out.GetProperty("passes");
        uint first = passes[passes.GetArrayLength() - 1][0].GetUInt32();
        int[] counts = new int[pows.Length * 16];
        foreach (var label in ScanAll(reader, challenge, config, first, pows))
            counts[label.Nonce - first]++;
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("good_labels_per_nonce_in_last_pass_whole_scan").EnumerateArray().Select(n => n.GetInt32())),
            string.Join(' ', counts),
            "good labels per nonce");
    }

    private static List<GoodLabel> ScanAll(PostDataReader reader, Hash32 challenge, PostConfig config, uint firstNonce, ulong[] pows)
    {
        using var keys = new NonceKeys(challenge, firstNonce, pows);
        using var scanner = new LabelScanner(ScanKernels.Best);
        var good = new List<GoodLabel>();
        foreach (var block in reader.ReadBlocksAsync(reader.Files).ToBlockingEnumerable())
        {
            using (block)
                scanner.Scan(block.Labels.Span, block.FirstLabel, keys, ProvingDifficulty.Of(config.K1, reader.Metadata.NumLabels), good);
        }

        return good;
    }

    private void RequireValid(PostConfig config, PostProof proof, PostMetadata metadata, Hash32 challenge, string what)
    {
        using var verifier = new ProofVerifier(config, _labels, MemoRandomX.Shared);
        var verdict = verifier.Verify(proof, new PostProofMetadata(metadata.NodeId, metadata.CommitmentAtxId, challenge, metadata.NumUnits), IndexSelection.All);
        VectorCase.True(verdict.IsValid, $"{what}: {verdict.Kind} {verdict.Ordinal} {verdict.Reason}");
    }
}
