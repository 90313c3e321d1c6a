using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier.Tests;

/// <summary>The certifier with real keys and a real oracle: verdict, rows, hare output and what is collected after each step.</summary>
[VectorFile("05-certifier")]
internal sealed class CertifierVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var world = new CertifierWorld(vector);
        int index = 0;
        foreach (var (step, expected) in vector.In.GetProperty("steps").EnumerateArray().Zip(vector.Out.GetProperty("steps").EnumerateArray()))
            world.Relive(step, expected, $"step {index++}");
    }
}

/// <summary>Encodings and their limit.</summary>
[VectorFile("05-certificate-encoding")]
internal sealed class CertificateEncodingVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var block = BlockId.FromBytes(vector.In.Hex("block"));
        var messages = Enumerable.Range(0, vector.In.I32("messages")).Select(number => Message(block, number)).ToScaleList();
        byte[]? bytes = null;
        try
        {
            bytes = Scale.Encode(new Certificate(block, messages));
        }
        catch (ScaleLimitException)
        {
            // Too many: there are no bytes.
        }

        VectorCase.Equal(vector.Out.Flag("encodes"), bytes is not null, "encodes");
        if (bytes is null)
            return;
        VectorCase.Equal(vector.Out.I32("length"), bytes.Length, "length");
        VectorCase.Equal(vector.Out.Text("blake3"), Blake3.Hash(bytes).ToHex(), "hash");
        if (vector.Out.Has("certificate"))
            VectorCase.Equal(vector.Out.Hex("certificate"), bytes, "certificate");
        VectorCase.Equal(messages, Scale.Decode<Certificate>(bytes).Signatures, "decoded");
    }

    private static CertifyMessage Message(BlockId block, int number)
    {
        byte[] smesher = [(byte)number, (byte)(number >> 8), .. new byte[30]];
        var content = new CertifyContent(new LayerId(60 + (uint)number), block, unchecked((ushort)(70 * number)), default);
        return new CertifyMessage(content, default, NodeId.FromBytes(smesher));
    }
}

/// <summary>A certifier with a table, at a layer.</summary>
internal sealed class CertifierWorld : ICertificateRows, IDisposable
{
    private readonly SortedDictionary<LayerId, Dictionary<BlockId, CertificateRow>> _rows = [];
    private readonly List<EdSigner> _keys = [];
    private readonly CertifierChecks _checks;
    private readonly BlockCertifier _certifier;
    private LayerId _current;

    public CertifierWorld(VectorCase vector)
    {
        var input = vector.In;
        var network = GivenCommittee.Network(input);
        _current = new LayerId(input.U32("current_layer"));
        var genesis = GenesisId.FromBytes(input.Hex("genesis_id"));
        var committee = new GivenCommittee();
        foreach (var property in input.EnumerateObject())
        {
            if (property.Name.StartsWith("beacon_of_epoch_", StringComparison.Ordinal))
                committee.Add(Epoch(property.Name), Beacon.FromBytes(property.Value.Hex()));
            if (!property.Name.StartsWith("active_set_of_epoch_", StringComparison.Ordinal))
                continue;
            foreach (var smesher in property.Value.EnumerateArray())
            {
                var id = NodeId.FromBytes(smesher.Hex("node_id"));
                committee.Add(Epoch(property.Name), AtxId.FromBytes(NodeId.Span(in id)), id, smesher.U64("weight"));
                byte[] key = new byte[Ed25519.PrivateKeySize];
                Ed25519.ExpandSeed(smesher.Hex("ed25519_seed"), key);
                _keys.Add(new EdSigner(key, genesis));
            }
        }

        var options = new CertifierOptions
        {
            Network = network,
            Committee = (ushort)input.U32("committee"),
            LayerBuffer = input.U32("layer_buffer"),
            LayersKept = input.U32("layers_kept"),
        };
        VectorCase.Equal(input.U32("threshold"), options.Threshold, "threshold");
        _checks = new CertifierChecks(options, new EdVerifier(genesis), committee.CreateOracle(network, 1), () => true);
        _certifier = new BlockCertifier(options, _checks, this);
    }

    public IReadOnlyList<CertificateRow> OfLayer(LayerId layer) => _rows.TryGetValue(layer, out var rows) ? [.. rows.Values] : [];

    public void Relive(JsonElement step, JsonElement expected, string where)
    {
        var layer = step.Has("layer") ? new LayerId(step.U32("layer")) : _current;
        var zeros = new List<LayerId>();
        CertifierOutcome outcome;
        switch (step.Text("do"))
        {
            case "current layer":
                _current = layer;
                return;
            case var row when row.StartsWith("row of block", StringComparison.Ordinal):
                Put(layer, new CertificateRow(BlockId.FromBytes(step.Hex("block").AsSpan(..BlockId.Size)), null, Valid: true));
                return;
            case var row when row.StartsWith("certificate row", StringComparison.Ordinal):
                var stored = Scale.Decode<Certificate>(step.Hex("certificate"));
                Put(layer, new CertificateRow(stored.BlockId, stored, Valid: true));
                return;
            case "gossip":
                byte[] bytes = step.Hex("message");
                if (Scale.TryDecodePrefix<CertifyMessage>(bytes, out var message, out _, out _))
                    layer = message.Content.LayerId;
                outcome = _certifier.Receive(bytes, _current);
                break;
            case "register":
                outcome = _certifier.Register(layer, BlockId.FromBytes(step.Hex("block")));
                break;
            case "synced certificate":
                outcome = _certifier.Adopt(layer, Scale.Decode<Certificate>(step.Hex("certificate")));
                break;
            case var certify when certify.StartsWith("certify if eligible", StringComparison.Ordinal):
                outcome = Certify(layer, step, expected, where);
                break;
            case var other:
                throw new VectorMismatchException($"{where}: no step {other}");
        }

        Store(outcome.Adoption, zeros);
        CheckAfter(layer, expected, outcome.Verdict, zeros, where);
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private static EpochId Epoch(string name) => new(uint.Parse(name[(name.LastIndexOf('_') + 1)..]));

    private CertifierOutcome Certify(LayerId layer, JsonElement step, JsonElement expected, string where)
    {
        if (!_checks.TryVrfMessage(layer, out byte[]? message))
            return new CertifierOutcome(Verdict.Ignore("beacon not available"), null);
        var published = new List<string>();
        foreach (var key in _keys)
        {
            using var prover = key.CreateVrfSigner();
            var proof = prover.Prove(message);
            var block = BlockId.FromBytes(step.Hex("block").AsSpan(..BlockId.Size));
            if (_checks.Claim(layer, block, key.NodeId, in proof, out _) is { } content)
                published.Add(Convert.ToHexStringLower(Scale.Encode(new CertifyMessage(content, key.Sign(SigningDomain.Hare, Scale.Encode(content)), key.NodeId))));
        }

        var given = expected.GetProperty("published_sorted").EnumerateArray().Select(item => item.GetString()!);
        VectorCase.Equal(string.Join(',', given), string.Join(',', published.Order(StringComparer.Ordinal)), $"{where}: published");
        return new CertifierOutcome(Verdict.Accept, null);
    }

    private void Store(CertificateAdoption? adoption, List<LayerId> zeros)
    {
        if (adoption is null)
            return;
        Put(adoption.Layer, new CertificateRow(adoption.Certificate.BlockId, adoption.Certificate, Valid: true));
        foreach (var block in adoption.Valid)
            Put(adoption.Layer, _rows[adoption.Layer][block] with { Valid = true });
        foreach (var block in adoption.Invalid)
            Put(adoption.Layer, _rows[adoption.Layer][block] with { Valid = false });
        if (adoption.IsContested)
            zeros.Add(adoption.Layer);
    }

    private void Put(LayerId layer, CertificateRow row)
    {
        if (!_rows.TryGetValue(layer, out var rows))
            _rows.Add(layer, rows = []);
        rows[row.Block] = row;
    }

    private void CheckAfter(LayerId layer, JsonElement expected, Verdict verdict, List<LayerId> zeros, string where)
    {
        VectorCase.Equal(expected.Text("result"), verdict.Kind.ToString().ToLowerInvariant(), $"{where}: {verdict.Reason}");
        if (expected.Has("text") && verdict.IsIgnore)
            VectorCase.True(expected.Text("text").StartsWith(verdict.Reason, StringComparison.Ordinal), $"{where}: {expected.Text("text")}, not {verdict.Reason}");
        VectorCase.Equal(expected.Has("hare_output") ? expected.Text("hare_output") : "none", CertificateRow.HareOutput(OfLayer(layer))?.ToHex() ?? "none", $"{where}: output");
        var rows = expected.GetProperty("rows_of_layer").EnumerateArray().Select(row => $"{row.Text("block")} {(row.Has("certificate") ? row.Text("certificate") : "")} {row.Flag("valid")}");
        var own = OfLayer(layer).Select(row => $"{row.Block.ToHex()} {(row.Certificate is { } stored ? Convert.ToHexStringLower(Scale.Encode(stored)) : "")} {row.Valid}");
        VectorCase.Equal(string.Join('\n', rows.Order(StringComparer.Ordinal)), string.Join('\n', own.Order(StringComparer.Ordinal)), $"{where}: rows");
        int told = expected.Has("tortoise_on_hare_output") ? expected.GetProperty("tortoise_on_hare_output").GetArrayLength() : 0;
        VectorCase.Equal(told, zeros.Count, $"{where}: tortoise");
        if (!expected.Has("collected"))
            return;
        var collected = expected.GetProperty("collected").EnumerateObject()
            .Select(block => $"{block.Name} {block.Value.Flag("done")} {block.Value.I32("messages")} {block.Value.Flag("registered")} {block.Value.U32("sum")}");
        var held = _certifier.Collected(layer).Select(block => $"{block.Key.ToHex()} {block.Value.Done} {block.Value.Messages.Count} {block.Value.Registered} {block.Value.Seats}");
        VectorCase.Equal(string.Join('\n', collected.Order(StringComparer.Ordinal)), string.Join('\n', held.Order(StringComparer.Ordinal)), $"{where}: collected");
    }
}
