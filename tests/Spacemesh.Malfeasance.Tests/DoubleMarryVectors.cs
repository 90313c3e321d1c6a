using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance.Tests;

/// <summary>Proofs of a double marriage out of real ATXs (spec 04 §12.5).</summary>
[VectorFile("04-double-marry")]
internal sealed class DoubleMarryVectors : VectorSuite
{
    private readonly Dictionary<AtxId, NodeId> _smeshers = [];
    private readonly Dictionary<string, ActivationTxV2> _atxs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeId> _identities = new(StringComparer.Ordinal);
    private EdVerifier _verifier = new([]);

    public override void Open(VectorFile file)
    {
        _verifier = new EdVerifier(GenesisId.FromBytes(file.Common.Hex("genesis_id")));
        foreach (var atx in file.Common.GetProperty("atxs").EnumerateArray())
        {
            byte[] blob = atx.Hex("blob");
            var id = AtxId.FromBytes(atx.Hex("id"));
            if (Scale.TryDecode<ActivationTxV2>(blob, out var v2, out _) && v2.ComputeId() == id)
            {
                _atxs.Add(atx.Text("name"), v2);
                _smeshers.Add(id, v2.SmesherId);
            }
            else
            {
                _smeshers.Add(id, Scale.Decode<ActivationTxV1>(blob).SmesherId);
            }
        }

        foreach (var identity in file.Common.GetProperty("identities").EnumerateArray())
            _identities.Add(identity.Text("name"), NodeId.FromBytes(identity.Hex("node_id")));
    }

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("construct"))
        {
            CheckConstruction(vector);
            return;
        }

        if (!Scale.TryDecode<ProofDoubleMarry>(vector.In.Hex("proof"), out var proof, out var error))
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, $"decodes ({error})");
            return;
        }

        bool valid = DoubleMarry.IsValid(proof, _verifier, out string? fault);
        VectorCase.Equal(vector.Out.Flag("ok"), valid, $"valid ({fault})");
        if (valid)
            VectorCase.Equal(vector.Out.Text("node_id"), proof.NodeId.ToHex(), "convicted");
    }

    private void CheckConstruction(VectorCase vector)
    {
        bool made = DoubleMarry.TryProve(
            Atx(vector.In.Text("atx1")),
            Atx(vector.In.Text("atx2")),
            Identity(vector.In.Text("node_id")),
            id => _smeshers.TryGetValue(id, out var smesher) ? smesher : null,
            out var proof,
            out string? error);
        VectorCase.Equal(vector.Out.Flag("ok"), made, $"made ({error})");
        if (made)
            VectorCase.Equal(vector.Out.Hex("proof"), Scale.Encode(proof!), "proof");
    }

    private ActivationTxV2 Atx(string named) => _atxs.TryGetValue(named, out var atx) ? atx : Scale.Decode<ActivationTxV2>(Convert.FromHexString(named));

    private NodeId Identity(string named) => _identities.TryGetValue(named, out var identity) ? identity : NodeId.FromBytes(Convert.FromHexString(named));
}
