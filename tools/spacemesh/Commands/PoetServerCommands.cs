using System.CommandLine;
using Spacemesh.Node.Smeshing;
using Spacemesh.Poet.Http;
using Spacemesh.Runtime;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>poet list|add|remove|check</c>: the PoETs of a node, also while it runs: it follows <c>poets.json</c> in its data folder.</summary>
internal static class PoetServerCommands
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(20);

    public static void AddTo(Command poet, CommandFactory commands)
    {
        poet.Subcommands.Add(List(commands));
        poet.Subcommands.Add(Add(commands));
        poet.Subcommands.Add(Remove(commands));
        poet.Subcommands.Add(Check(commands));
    }

    private static Command List(CommandFactory commands) => commands.Create("list", "Show the PoETs that the node uses", [], context =>
    {
        var roster = RosterOf(context);
        var registered = Registered(context);
        context.Terminal.Table(
            ["address", "public key", "from", "registered"],
            roster.InUse.Select(server => new[]
            {
                server.Address, server.PublicKey, roster.Configured.Contains(server) ? "configuration" : "poet add", registered.GetValueOrDefault(server.Address) is > 0 and var count ? $"{count} identities" : "",
            }));
        foreach (string address in roster.Removed)
            context.Terminal.Line($"{address} of the configuration is not used (poet add brings it back).");
        return ExitStatus.Success;
    });

    private static Command Add(CommandFactory commands)
    {
        var address = new Argument<string>("URL") { Description = "address of the PoET" };
        var key = new Option<string?>("--pubkey") { Description = "its public key in base64; what it says itself if not given" };
        var force = new Option<bool>("--force") { Description = "add it although it does not answer now" };
        return commands.Create("add", "Use one more PoET; a running node follows within seconds", [address, key, force], context =>
        {
            string text = AddressOf(context.Get(address)!);
            var roster = RosterOf(context);
            if (roster.InUse.Any(server => server.Address == text))
                throw new OperationException(OperationErrorKind.Invalid, $"{text} is used already.");
            if (context.Get(key) is { } given && !Convert.TryFromBase64String(given, new byte[given.Length], out _))
                throw new OperationException(OperationErrorKind.Invalid, $"--pubkey: '{given}' is not base64.");
            var (fault, isUnreachable, serviceKey) = Ask(context, roster, text, context.Get(key));
            if (fault is not null && !(isUnreachable && context.Get(force)))
                throw new OperationException(OperationErrorKind.Refused, $"{fault}{(isUnreachable ? " Give --force to add it nevertheless." : "")}");
            var added = new PoetServer(text, context.Get(key) ?? serviceKey);
            // One whose key changed since it was configured is used with its new key.
            roster = roster.Configured.Any(server => server.Address == text && (server.PublicKey.Length == 0 || server.PublicKey == added.PublicKey))
                ? roster with { Removed = [.. roster.Removed.Where(removed => removed != text)] }
                : roster with { Added = [.. roster.Added, added] };
            roster.Save(context.Folder.Path);
            context.Terminal.Line($"{text} is used from now on. To keep it for good, add it to main.poet-servers as well.");
            return ExitStatus.Success;
        });
    }

    private static Command Remove(CommandFactory commands)
    {
        var address = new Argument<string>("URL") { Description = "address as poet list shows it" };
        var force = new Option<bool>("--force") { Description = "remove it although identities are registered there" };
        return commands.Create("remove", "Use a PoET no more; a running node follows within seconds", [address, force], context =>
        {
            string text = context.Get(address)!;
            var roster = RosterOf(context);
            if (roster.InUse.All(server => server.Address != text))
                throw new OperationException(OperationErrorKind.Missing, $"{text} is not among the PoETs of this node: {string.Join(", ", roster.InUse.Select(server => server.Address))}.");
            if (roster.InUse.Count == 1)
                throw new OperationException(OperationErrorKind.Refused, $"{text} is the only PoET: without one nothing is earned. Add another one first.");
            if (Registered(context).GetValueOrDefault(text) is > 0 and var count && !context.Get(force))
                throw new OperationException(OperationErrorKind.Refused, $"{count} identities are registered at {text} for the running round: without its proof they may lose the epoch. Wait until their ATXs are published, or give --force.");
            roster = roster with
            {
                Added = [.. roster.Added.Where(server => server.Address != text)],
                Removed = roster.Configured.Any(server => server.Address == text) ? [.. roster.Removed, text] : roster.Removed,
            };
            roster.Save(context.Folder.Path);
            context.Terminal.Line($"{text} is not used any more.");
            return ExitStatus.Success;
        });
    }

    private static Command Check(CommandFactory commands)
    {
        var addresses = new Argument<string[]>("URL") { Description = "addresses; all of the node if none is given", Arity = ArgumentArity.ZeroOrMore };
        return commands.Create("check", "Ask PoETs whether they answer and run on this node's schedule", [addresses], context =>
        {
            var roster = RosterOf(context);
            var servers = context.Get(addresses) is { Length: > 0 } given ? [.. given.Select(text => new PoetServer(AddressOf(text), ""))] : roster.InUse;
            bool isWell = true;
            foreach (var server in servers)
            {
                var (fault, _, key) = Ask(context, roster, server.Address, server.PublicKey.Length > 0 ? server.PublicKey : null);
                isWell &= fault is null;
                context.Terminal.Line(fault ?? $"{server.Address}: answers, phase-shift {DurationText.Format(roster.PhaseShift)}, cycle-gap {DurationText.Format(roster.CycleGap)}, public key {key}");
            }

            return isWell ? ExitStatus.Success : ExitStatus.ProblemsFound;
        });
    }

    /// <summary>What the node wrote when it last started; before that the schedule of the network.</summary>
    private static PoetRoster RosterOf(CommandContext context)
    {
        try
        {
            if (PoetRoster.Find(context.Folder.Path) is { } roster)
                return roster;
        }
        catch (InvalidDataException exception)
        {
            throw new OperationException(OperationErrorKind.Invalid, exception.Message + ".", exception);
        }

        var phase = context.Preset.Phase;
        return new PoetRoster { PhaseShift = phase.Shift, CycleGap = phase.Gap };
    }

    private static string AddressOf(string text) => PoetAddress.TryParse(text, out var address, out string? fault)
        ? address.Identity
        : throw new OperationException(OperationErrorKind.Invalid, $"'{text}' is no address of a PoET: {fault}.");

    /// <summary>What is wrong with a PoET; null where nothing is.</summary>
    private static (string? Fault, bool IsUnreachable, string Key) Ask(CommandContext context, PoetRoster roster, string address, string? key)
    {
        try
        {
            using var http = new HttpClient();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            limit.CancelAfter(AskLimit);
            var client = new PoetHttpClient(PoetAddress.Parse(address), new PoetClientOptions { MaxRetries = 1 }, http, context.Terminal.Time, SystemRandom.Instance);
#pragma warning disable VSTHRD002 // Commands run on a pool thread without a context to come back to.
            var info = client.InfoAsync(limit.Token).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            string actual = Convert.ToBase64String(info.ServiceKey);
            var (shift, gap) = (TimeSpan.FromTicks(info.PhaseShift / 100), TimeSpan.FromTicks(info.CycleGap / 100));
            if (shift != roster.PhaseShift || gap != roster.CycleGap)
            {
                return ($"{address}: ANOTHER SCHEDULE: phase-shift {DurationText.Format(shift)} and cycle-gap {DurationText.Format(gap)}, this node has {DurationText.Format(roster.PhaseShift)} and {DurationText.Format(roster.CycleGap)}. "
                    + "All PoETs of a node must have one schedule; `poet switch-phase` helps to change it.", false, actual);
            }

            return key is not null && key != actual ? ($"{address}: ANOTHER KEY: it has {actual}, expected was {key}.", false, actual) : (null, false, actual);
        }
        catch (PoetClientException exception)
        {
            return ($"{address}: does not answer: {exception.Message}.", true, "");
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return ($"{address}: does not answer within {AskLimit.TotalSeconds} s.", true, "");
        }
    }

    /// <summary>Identities that wait for a round, by PoET; read beside a running node.</summary>
    private static Dictionary<string, int> Registered(CommandContext context)
    {
        if (!File.Exists(context.Folder.Local))
            return [];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        using var connection = Connection.Open(context.Folder.Local, ConnectionMode.ReadOnly, TimeSpan.FromSeconds(5));
        using var query = connection.Cached("SELECT address, count(*) FROM poet_registration GROUP BY address");
        while (query.Step())
            counts[query.Text(0)] = (int)query.Int64(1);
        return counts;
    }
}
