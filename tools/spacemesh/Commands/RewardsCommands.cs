using System.CommandLine;
using System.Globalization;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>rewards</c>: what was earned, and what may be.</summary>
internal static class RewardsCommands
{
    public static Command Create(CommandFactory commands)
    {
        var coinbase = new Option<string?>("--coinbase") { Description = "paid to this account (bech32 or hex)" };
        var smesher = new Option<string?>("--smesher") { Description = "earned by this smesher (64 hex digits)" };
        var from = new Option<uint>("--from-layer") { Description = "first layer", DefaultValueFactory = _ => 0 };
        var to = new Option<uint>("--to-layer") { Description = "last layer", DefaultValueFactory = _ => uint.MaxValue };
        var byEpoch = new Option<bool>("--by-epoch") { Description = "sums of epochs instead of single rewards" };
        var command = commands.Create("rewards", "Rewards of a coinbase or a smesher", [coinbase, smesher, from, to, byEpoch], context =>
        {
            var report = RewardReport.Of(context.Folder.State, context.Account(coinbase), context.Id<NodeId>(smesher), new LayerId(context.Get(from)), new LayerId(context.Get(to)));
            if (context.Get(byEpoch))
            {
                context.Terminal.Table(
                    ["Epoch", "Rewards", "SMH"],
                    report.ByEpoch(context.Network).Select(sum => (string[])[sum.Epoch.ToString(), sum.Count.ToString(CultureInfo.InvariantCulture), Smidge.ToSmh(sum.Total)]));
            }
            else
            {
                string prefix = context.AddressPrefix;
                context.Terminal.Table(
                    ["Layer", "Smidge", "SMH", "Coinbase", "Smesher"],
                    report.Rewards.Select(reward => (string[])
                    [
                        reward.Layer.ToString(),
                        reward.TotalReward.ToString(CultureInfo.InvariantCulture),
                        Smidge.ToSmh(reward.TotalReward),
                        Format(reward.Coinbase, prefix),
                        reward.SmesherId.IsZero() ? "-" : reward.SmesherId.ToString(),
                    ]));
            }

            context.Terminal.Line($"{report.Rewards.Count} rewards, {Smidge.ToSmh(report.Total)} SMH ({report.Total} smidge), of it subsidy {Smidge.ToSmh(report.Subsidy)} SMH.");
            return ExitStatus.Success;
        });
        command.Subcommands.Add(Estimate(commands));
        return command;
    }

    private static Command Estimate(CommandFactory commands)
    {
        var smesher = new Option<string?>("--smesher") { Description = "for this smesher (64 hex digits)" };
        var atx = new Option<string?>("--atx") { Description = "for this ATX (64 hex digits)" };
        var units = new Option<uint?>("--units") { Description = "for so many storage units" };
        var ticks = new Option<ulong?>("--ticks") { Description = "ticks of the PoET proof, with --units; the network's average if not given" };
        var epoch = new Option<uint?>("--epoch") { Description = "epoch in which the weight counts; that of the last applied layer if not given" };
        return commands.Create("estimate", "Slots and SMH of an epoch that a weight can expect", [smesher, atx, units, ticks, epoch], context =>
        {
            var network = context.Network;
            string state = context.Folder.State;
            var target = context.Get(epoch) is { } given ? new EpochId(given) : RewardEstimate.NewestEpoch(state, network);
            if (context.Id<AtxId>(atx) is { } id)
                target = (SmesherWeight.OfAtx(state, id) ?? throw new OperationException(OperationErrorKind.Missing, $"{state} has no ATX {id.ToHex()}.")).PublishEpoch.Target;
            if (target.Value == 0)
                throw new OperationException(OperationErrorKind.Invalid, "Epoch 0 has no ATXs: name another epoch with --epoch.");
            var total = EpochWeight.Of(state, new EpochId(target.Value - 1));
            var estimate = RewardEstimate.Of(network, target, Weight(context, smesher, atx, units, ticks, total), total.Weight, context.Preset.LayerAverageSize, context.Preset.MinimalWeights.At(target));
            context.Terminal.Facts(
                ("epoch", target.ToString()),
                ("weight", $"{estimate.Weight} of {estimate.TotalWeight} ({estimate.Share.ToString("R", CultureInfo.InvariantCulture)})"),
                ("slots", estimate.Slots.ToString(CultureInfo.InvariantCulture)),
                ("subsidy of the epoch", Smidge.ToSmh(estimate.Issued) + " SMH"),
                ("expected", Smidge.ToSmh(estimate.Expected) + " SMH"));
            context.Terminal.Line("Without fees, if every layer gets a block with all its proposals.");
            return ExitStatus.Success;
        });
    }

    private static UInt128 Weight(CommandContext context, Option<string?> smesher, Option<string?> atx, Option<uint?> units, Option<ulong?> ticks, EpochWeight total)
    {
        string state = context.Folder.State;
        if (context.Id<AtxId>(atx) is { } id)
            return SmesherWeight.OfAtx(state, id)!.Weight;
        if (context.Id<NodeId>(smesher) is { } node)
        {
            return (SmesherWeight.OfSmesher(state, node, total.PublishEpoch)
                ?? throw new OperationException(OperationErrorKind.Missing, $"{state} has no ATX of smesher {node} published in epoch {total.PublishEpoch}.")).Weight;
        }

        if (context.Get(units) is not { } count)
            throw new OperationException(OperationErrorKind.Invalid, "Name whose rewards: --smesher ID, --atx ID or --units N.");
        return count * (context.Get(ticks) ?? (total.Units == 0 ? 0 : total.Weight / total.Units));
    }

    private static string Format(Address address, string prefix) => AddressText.Format(address, prefix);
}
