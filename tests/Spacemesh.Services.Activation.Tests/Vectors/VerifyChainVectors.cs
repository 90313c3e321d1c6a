using System.Text.Json;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>
/// Verification of ATX chains (spec 04 §11). Where the file shows the reference's defect, a PoST verified with other units than the ATX
/// declares, ours must have verified the declared ones, found them good and gone on.
/// </summary>
[VectorFile("04-verify-chain")]
internal sealed class VerifyChainVectors : VectorSuite
{
    private GoldenNetwork _network = null!;

    public override void Open(VectorFile file) => _network = new GoldenNetwork(file.Common);

    public override void Check(VectorCase vector)
    {
        using var database = new MemoryStateDatabase();
        var node = new ActivationNode(
            _network.Parameters,
            database,
            _network.PostConfig(vector.In.Has("k3") ? vector.In.U32("k3") : null),
            _network.TickSize,
            new NodeSettings { Seed = _network.LocalPeerId, Versions = GoldenNetwork.Versions(vector.In) });
        foreach (var prior in vector.In.GetProperty("prior").EnumerateArray())
            Store(database, _network.Atxs[prior.Text("atx")]);
        if (vector.In.Has("preset"))
            Preset(node, vector.In.GetProperty("preset"));

        var trust = new AtxTrust(vector.In.Has("trusted") ? _network.Identities[vector.In.Text("trusted")] : null, null);
        var invalid = node.Chains.FindInvalidAsync(AtxOf(_network.Atxs[vector.In.Text("atx")].Id), trust).GetAwaiter().GetResult();

        var expected = vector.Out.Has("verified") ? vector.Out.GetProperty("verified").EnumerateArray().ToList() : [];
        bool defect = CheckVerified(node, expected);
        VectorCase.Equal(defect || vector.Out.Flag("ok"), invalid is null, $"valid ({invalid})");
        if (defect)
            return;
        if (vector.Out.Has("invalid_chain_atx"))
            VectorCase.Equal(vector.Out.Text("invalid_chain_atx"), invalid!.Value.ToHex(), "invalid ATX");
        VectorCase.Equal(expected.Count, node.Post.Requests.Count, "number of verifications");
        foreach (var validity in vector.Out.GetProperty("validity").EnumerateObject())
            VectorCase.Equal(validity.Value.GetInt32(), (int)database.Atxs.Find(AtxOf(_network.Atxs[validity.Name].Id))!.Validity, $"validity of {validity.Name}");
    }

    private static AtxId AtxOf(Hash32 id) => new(id.Value);

    /// <summary>Stores an ATX of version 1 unchecked: the file has no PoET proofs to check it with, and nothing else of it matters here.</summary>
    private static void Store(MemoryStateDatabase database, (Hash32 Id, byte[] Blob) atx)
    {
        if (!VersionedAtx.TryDecode(new(atx.Blob), AtxVersion.V1, out var decoded, out var error))
            throw new VectorMismatchException($"ATX {atx.Id}: {error}");
        var inner = decoded.V1!.Inner;
        database.Atxs.Add(
            new AtxRecord
            {
                Id = AtxOf(atx.Id),
                PublishEpoch = decoded.PublishEpoch,
                EffectiveUnits = inner.NumUnits,
                CommitmentAtx = inner.Challenge.CommitmentAtxId,
                VrfNonce = 0,
                BaseTickHeight = 0,
                TickCount = 1,
                Smesher = decoded.SmesherId,
                Coinbase = inner.Coinbase,
                ReceivedNanoseconds = 1,
                Weight = 1,
            },
            new AtxBlob(AtxVersion.V1, decoded.Blob));
    }

    private void Preset(ActivationNode node, JsonElement preset)
    {
        if (preset.Has("atx"))
            node.Database.Atxs.SetValidity(AtxOf(_network.Atxs[preset.Text("atx")].Id), (AtxValidity)preset.I32("validity"));
        if (preset.Has("malicious"))
            node.Database.MaliciousIdentities.Add(_network.Identities[preset.Text("malicious")], new byte[] { 1 }, 1);
    }

    /// <summary>Compares the verifications in order; true where the reference left the declared units.</summary>
    private bool CheckVerified(ActivationNode node, List<JsonElement> expected)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            VectorCase.True(i < node.Post.Requests.Count, $"verification {i}: there is none");
            var (request, prioritised, verdict) = node.Post.Requests[i];
            VectorCase.Equal(expected[i].Text("node_id"), request.Metadata.NodeId.ToHex(), $"verification {i}: identity");
            VectorCase.Equal(expected[i].Text("challenge"), request.Metadata.Challenge.ToHex(), $"verification {i}: challenge");
            VectorCase.Equal(expected[i].Text("commitment"), request.Metadata.CommitmentAtxId.ToHex(), $"verification {i}: commitment");
            VectorCase.Equal(expected[i].Flag("prioritized"), prioritised, $"verification {i}: prioritised");
            uint declared = DeclaredUnits(request.Metadata.NodeId, request.Metadata.Challenge);
            VectorCase.Equal(declared, request.Metadata.NumUnits, $"verification {i}: units");
            if (expected[i].U32("num_units") != declared)
            {
                VectorCase.True(verdict.IsValid, $"verification {i} with the declared units: {verdict}");
                return true;
            }

            VectorCase.Equal(expected[i].Flag("ok"), verdict.IsValid, $"verification {i}: valid");
        }

        return false;
    }

    private uint DeclaredUnits(NodeId identity, Hash32 challenge)
    {
        foreach (var (_, blob) in _network.Atxs.Values)
        {
            if (VersionedAtx.TryDecode(new(blob), AtxVersion.V1, out var atx, out _)
                && atx.SmesherId == identity
                && atx.V1!.Inner.NIPost!.PostMetadata!.Value.Challenge.Span.SequenceEqual(Hash32.Span(in challenge)))
                return atx.V1.Inner.NumUnits;
        }

        throw new VectorMismatchException($"no ATX of {identity} over {challenge}");
    }
}
