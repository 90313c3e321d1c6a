using System.Text.Json;
using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier.Tests;

/// <summary>Layers of a real network: the certificate holds, and the block follows from the ballots.</summary>
[VectorFile("05-standalone-layers")]
internal sealed class StandaloneLayerVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var network = GivenCommittee.Network(vector.In);
        var committee = new GivenCommittee();
        var atxs = new Dictionary<(EpochId, AtxId), JsonElement>();
        foreach (var given in vector.In.GetProperty("epochs").EnumerateArray())
        {
            var epoch = new EpochId(given.U32("epoch"));
            committee.Add(epoch, Beacon.FromBytes(given.Hex("beacon")));
            if (!given.Has("active_set"))
                continue;
            foreach (var atx in given.GetProperty("active_set").EnumerateArray())
            {
                var id = AtxId.FromBytes(atx.Hex("atx"));
                committee.Add(epoch, id, NodeId.FromBytes(atx.Hex("smesher")), atx.U64("weight"));
                atxs[(epoch, id)] = atx;
            }
        }

        var options = new CertifierOptions { Network = network, Committee = (ushort)vector.In.U32("committee"), LayerBuffer = 2, LayersKept = 4 };
        VectorCase.Equal(vector.In.U32("threshold"), options.Threshold, "threshold");
        var verifier = new EdVerifier(GenesisId.FromBytes(vector.In.Hex("genesis_id")));
        var oracle = committee.CreateOracle(network, vector.In.U32("confidence_param"));
        var certifier = new BlockCertifier(options, new CertifierChecks(options, verifier, oracle, () => true), new NoRows());
        foreach (var (given, expected) in vector.In.GetProperty("layers").EnumerateArray().Zip(vector.Out.GetProperty("layers").EnumerateArray()))
        {
            var layer = new LayerId(given.U32("layer"));
            var certificate = Scale.Decode<Certificate>(given.Hex("certificate"));
            VectorCase.Equal(expected.Text("certified_block"), certificate.BlockId.ToHex(), $"layer {layer}: certified block");
            VectorCase.Equal(expected.Flag("valid"), certifier.IsValid(certificate), $"layer {layer}: valid");
            VectorCase.Equal(expected.U32("eligibility"), (uint)certificate.Signatures.Sum(message => message.Content.EligibilityCnt), $"layer {layer}: seats");
            CheckBlock(layer, network.EpochOf(layer), given, expected.GetProperty("block"), atxs);
        }
    }

    private static void CheckBlock(LayerId layer, EpochId epoch, JsonElement given, JsonElement expected, Dictionary<(EpochId, AtxId), JsonElement> atxs)
    {
        ulong height = 0;
        var rewards = new List<AnyReward>();
        foreach (var ballot in given.GetProperty("ballots").EnumerateArray())
        {
            var id = AtxId.FromBytes(ballot.Hex("atx"));
            var atx = atxs[(epoch, id)];
            height = Math.Max(height, atx.U64("base_height"));
            uint slots = ballot.U32(ballot.Has("eligibility_count") ? "eligibility_count" : "eligibility_count_of_reference_ballot");
            rewards.Add(RewardShare.Of(id, atx.U64("weight"), slots, ballot.I32("eligibility_proofs")));
        }

        byte[] bytes = expected.Hex("bytes");
        var transactions = Scale.Decode<Block>(bytes).TxIds;
        var block = new BlockPlan(layer, height, rewards.OrderBy(reward => reward.AtxId).ToScaleList(), default, transactions, Optimistic: false).Build();
        VectorCase.Equal(bytes, Scale.Encode(block), $"layer {layer}: block");
        VectorCase.Equal(expected.Text("id"), block.ComputeId().ToHex(), $"layer {layer}: block id");
    }

    private sealed class NoRows : ICertificateRows
    {
        public IReadOnlyList<CertificateRow> OfLayer(LayerId layer) => [];
    }
}
