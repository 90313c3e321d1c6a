using System.CommandLine;
using System.Globalization;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>weight EPOCH</c>: the weight of the network, and of one ATX or smesher in it.</summary>
internal static class WeightCommand
{
    public static Command Create(CommandFactory commands)
    {
        var epoch = new Argument<uint>("EPOCH") { Description = "epoch in which the ATXs were published, as in the guide's query" };
        var atx = new Option<string?>("--atx") { Description = "show this ATX's part (64 hex digits)" };
        var smesher = new Option<string?>("--smesher") { Description = "show this smesher's part (64 hex digits)" };
        return commands.Create("weight", "Weight of an epoch's ATXs", [epoch, atx, smesher], context =>
        {
            string state = context.Folder.State;
            var total = EpochWeight.Of(state, new EpochId(context.Get(epoch)));
            context.Terminal.Facts(
                ("published in epoch", total.PublishEpoch.ToString()),
                ("counts in epoch", total.PublishEpoch.Target.ToString()),
                ("ATXs", $"{total.Atxs} ({total.Checkpointed} from a checkpoint)"),
                ("units", total.Units.ToString(CultureInfo.InvariantCulture)),
                ("weight", total.Weight.ToString(CultureInfo.InvariantCulture)),
                ("of malicious identities", $"{total.MaliciousWeight} ({total.MaliciousAtxs} ATXs)"));
            foreach (var one in new[] { Atx(context, state, atx, total), Smesher(context, state, smesher, total) })
            {
                if (one is not null)
                    Print(context, one, total);
            }

            return ExitStatus.Success;
        });
    }

    private static SmesherWeight? Atx(CommandContext context, string state, Option<string?> option, EpochWeight total)
    {
        if (context.Id<AtxId>(option) is not { } id)
            return null;
        var found = SmesherWeight.OfAtx(state, id) ?? throw new OperationException(OperationErrorKind.Missing, $"{state} has no ATX {id.ToHex()}.");
        return found.PublishEpoch == total.PublishEpoch
            ? found
            : throw new OperationException(OperationErrorKind.Invalid, $"ATX {id.ToHex()} was published in epoch {found.PublishEpoch}, not in {total.PublishEpoch}.");
    }

    private static SmesherWeight? Smesher(CommandContext context, string state, Option<string?> option, EpochWeight total) =>
        context.Id<NodeId>(option) is { } id
            ? SmesherWeight.OfSmesher(state, id, total.PublishEpoch)
                ?? throw new OperationException(OperationErrorKind.Missing, $"{state} has no ATX of smesher {id} published in epoch {total.PublishEpoch}.")
            : null;

    private static void Print(CommandContext context, SmesherWeight one, EpochWeight total)
    {
        var coinbase = one.Coinbase;
        context.Terminal.Facts(
            ("ATX", one.Atx.ToHex()),
            ("published by", one.Smesher.ToString()),
            ("coinbase", AddressText.Format(coinbase, context.AddressPrefix)),
            ("units × ticks", $"{one.Units} × {one.Ticks} = {one.Weight}"),
            ("part of the whole", ((double)one.Weight / (double)total.Weight).ToString("R", CultureInfo.InvariantCulture)));
    }
}
