using System.CommandLine;
using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>poet</c>: moving identities to PoETs of another phase.</summary>
internal static class PoetCommands
{
    public static Command Create(CommandFactory commands) => new("poet", "PoET registrations of the node") { SwitchPhase(commands) };

    private static Command SwitchPhase(CommandFactory commands)
    {
        var id = new Option<string?>("--id") { Description = "only this identity (64 hex digits); all of the node if not given" };
        var file = new Option<string?>("--file") { Description = "database, if it is not the data folder's local.sql; state.sql and node_state.sql mean the local.sql beside them" };
        var shift = new Option<string?>("--phase-shift") { Description = "phase-shift of the new PoETs, e.g. 24h" };
        var gap = new Option<string?>("--cycle-gap") { Description = "cycle-gap of the new PoETs; that of the old ones if not given" };
        var oldShift = new Option<string?>("--from-phase-shift") { Description = "phase-shift of the old PoETs; the preset's if not given" };
        var oldGap = new Option<string?>("--from-cycle-gap") { Description = "cycle-gap of the old PoETs; the preset's if not given" };
        var dryRun = new Option<bool>("--dry-run") { Description = "only print the window and the configuration" };
        return commands.Create("switch-phase", "Free a stopped node's identities from the PoETs of its old phase", [id, file, shift, gap, oldShift, oldGap, dryRun], context =>
        {
            // Everything that may be wrong with the values is found before anything is deleted.
            PoetPhase? next = null;
            PhaseWindow? window = null;
            if (Duration(context, shift) is { } newShift)
            {
                var preset = context.Preset;
                var old = new PoetPhase(Duration(context, oldShift) ?? preset.Phase.Shift, Duration(context, oldGap) ?? preset.Phase.Gap);
                next = new PoetPhase(newShift, Duration(context, gap) ?? old.Gap);
                window = PhaseWindow.At(context.Terminal.Time.GetUtcNow(), context.Network, old, next.Value);
            }

            if (!context.Get(dryRun))
            {
                var result = PhaseSwitch.Run(context.Folder, context.Get(file), context.Id<NodeId>(id), context.LockFile);
                context.Terminal.Line($"{result.Path}: {result.Registrations} registrations and {result.Niposts} finished NiPoSTs deleted.");
            }

            if (window is not null)
                PrintWindow(context, window);
            PrintConfiguration(context, next);
            return ExitStatus.Success;
        });
    }

    private static void PrintWindow(CommandContext context, PhaseWindow window)
    {
        var now = context.Terminal.Time.GetUtcNow();
        context.Terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Safe window: from {window.Opens:yyyy-MM-dd HH:mm:ss} UTC (end of the old round in epoch {window.Epoch}), once the ATX is published, to {window.Closes:yyyy-MM-dd HH:mm:ss} UTC (begin of the new round)."));
        context.Terminal.Line(window.Opens <= now
            ? $"It is open now: start the node with the new PoETs within {DurationText.Format(window.Closes - now)}."
            : $"It opens in {DurationText.Format(window.Opens - now)}: start the node with its old PoETs until then.");
        if (window.MissesEpoch)
            context.Terminal.Line($"The new round begins only in epoch {window.Epoch.Value + 1}: no ATX can be published in that epoch, and the rewards of epoch {window.Epoch.Value + 2} are lost.");
    }

    private static void PrintConfiguration(CommandContext context, PoetPhase? next)
    {
        context.Terminal.Line("Configuration of the node; all its PoETs must have the same phase-shift and cycle-gap:");
        context.Terminal.Line("  \"main\": { \"poet-servers\": [ { \"address\": \"<URL of the new PoET>\", \"pubkey\": \"<its public key, base64>\" } ] },");
        context.Terminal.Line(next is { } phase
            ? $"  \"poet\": {{ \"phase-shift\": \"{DurationText.Format(phase.Shift)}\", \"cycle-gap\": \"{DurationText.Format(phase.Gap)}\" }}"
            : "  \"poet\": { \"phase-shift\": \"<of the new PoET>\", \"cycle-gap\": \"<of the new PoET>\" }");
        if (next is null)
            context.Terminal.Line("Give --phase-shift to see when it is safe to switch.");
    }

    private static TimeSpan? Duration(CommandContext context, Option<string?> option) =>
        context.Get(option) is { } text ? DurationText.Parse(option.Name, text) : null;
}
