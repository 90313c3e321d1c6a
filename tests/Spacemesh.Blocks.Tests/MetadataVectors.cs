using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Blocks.Tests;

/// <summary>From proposals to the block's bytes.</summary>
[VectorFile("05-block-metadata")]
internal sealed class BlockMetadataVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var layer = new LayerId(vector.In.U32("layer"));
        var source = new GivenSource(vector.In);
        var options = new BlockOptions
        {
            GasLimit = vector.In.U64("block_gas_limit"),
            OptimisticThreshold = vector.In.I32("optimistic_filtering_threshold"),
        };
        var planner = new BlockPlanner(options, GivenNetwork.Of(10), source);
        bool ok = planner.TryPlan(layer, source.Proposals(layer), out var plan, out var failure);
        VectorCase.Equal(vector.Out.Flag("ok"), ok, failure?.Message ?? "ok");
        if (!ok)
            return;
        VectorCase.Equal(vector.Out.Flag("optimistic"), plan!.Optimistic, "optimistic");
        VectorCase.Equal(vector.Out.U64("tick_height"), plan.TickHeight, "tick height");
        VectorCase.Equal(vector.Out.Text("block_seed"), plan.Seed.ToHex(), "seed");
        var rewards = vector.Out.GetProperty("rewards").EnumerateArray().Select(reward => $"{reward.Text("atx")} {reward.U64("num")}/{reward.U64("denom")}");
        VectorCase.Equal(
            string.Join(',', rewards), string.Join(',', plan.Rewards.Select(reward => $"{reward.AtxId.ToHex()} {reward.Weight.Num}/{reward.Weight.Denom}")), "rewards");
        var ids = vector.Out.Has("tx_ids") ? vector.Out.GetProperty("tx_ids").EnumerateArray().Select(id => id.GetString()) : [];
        VectorCase.Equal(string.Join(',', ids), string.Join(',', plan.Transactions.Select(id => id.ToHex())), "transactions");
        var block = plan.Build();
        VectorCase.Equal(vector.Out.Hex("block"), Scale.Encode(block), "block");
        VectorCase.Equal(vector.Out.Text("block_id"), block.ComputeId().ToHex(), "block id");
    }
}

/// <summary>Stored objects of a golden case.</summary>
internal sealed class GivenSource : IBlockSource
{
    private readonly JsonElement _input;
    private readonly Dictionary<AtxId, (ulong, ulong)> _atxs = [];
    private readonly Dictionary<TransactionId, BlockTransaction> _transactions = [];
    private readonly Dictionary<BallotId, InnerBallot> _ballots = [];

    public GivenSource(JsonElement input)
    {
        _input = input;
        foreach (var atx in input.GetProperty("atxs").EnumerateArray())
            _atxs[AtxId.FromBytes(atx.Hex("atx"))] = (atx.U64("base_height"), atx.U64("weight"));
        var rows = input.GetProperty("txs_id_principal_nonce_maxgas_price_maxspend_state");
        if (rows.ValueKind == JsonValueKind.Null)
            return;
        var states = rows.EnumerateArray().Select(row => row[6].GetString()).ToList();
        foreach (var (transaction, state) in GivenTransactions.Read(rows, _ => false).Zip(states).Where(row => row.Second == "stored"))
            _transactions[transaction.Id] = transaction;
    }

    public List<BlockProposal> Proposals(LayerId layer)
    {
        var proposals = new List<BlockProposal>();
        foreach (var given in _input.GetProperty("proposals").EnumerateArray())
        {
            var reference = new BallotId(new Bytes20([(byte)(proposals.Count + 1), .. new byte[19]]));
            EpochData? data = given.Has("own_eligibility_count") ? new EpochData(default, default, given.U32("own_eligibility_count")) : null;
            if (data is null && given.Flag("reference_ballot_stored"))
            {
                EpochData? declared = given.Flag("reference_ballot_has_epoch_data") ? new EpochData(default, default, given.U32("reference_ballot_count")) : null;
                _ballots[reference] = new InnerBallot(layer, default, default, default, declared);
            }

            var inner = new InnerBallot(layer, AtxId.FromBytes(given.Hex("atx")), default, data is null ? reference : default, data);
            var proofs = Enumerable.Range(0, given.I32("eligibility_proofs")).Select(slot => new VotingEligibility((uint)slot, default)).ToScaleList();
            var ballot = new Ballot(inner, default, default, new Votes(default, default, default, default), proofs, default);
            var ids = given.Has("tx_ids") ? given.GetProperty("tx_ids").EnumerateArray().Select(id => TransactionId.FromBytes(id.Hex())).ToScaleList() : default;
            var proposal = new InnerProposal(ballot, ids, Hash32.FromBytes(given.Hex("mesh_hash")));
            proposals.Add(new BlockProposal(ProposalId.FromBytes(given.Hex("id")), new Proposal(proposal, default)));
        }

        return proposals;
    }

    public (ulong BaseHeight, ulong Weight)? Atx(EpochId target, AtxId atx) => _atxs.TryGetValue(atx, out var found) ? found : null;

    public InnerBallot? Ballot(BallotId ballot) => _ballots.GetValueOrDefault(ballot);

    public BlockTransaction? Transaction(TransactionId id) => _transactions.TryGetValue(id, out var found) ? found : null;

    public Hash32? MeshHash(LayerId layer) => Hash32.FromBytes(_input.Hex("own_aggregated_mesh_hash_of_layer_minus_1"));
}

/// <summary>Networks that differ in the length of their epochs only.</summary>
internal static class GivenNetwork
{
    public static NetworkParameters Of(uint layersPerEpoch, uint? effectiveGenesis = null) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = default,
        AddressPrefix = "sm",
        RestoreLayer = effectiveGenesis is null || effectiveGenesis == (2 * layersPerEpoch) - 1 ? null : new LayerId(effectiveGenesis.Value + 1),
    };
}
