using System.CommandLine;
using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>db</c>: care of the node's databases.</summary>
internal static class DatabaseCommands
{
    public static Command Create(CommandFactory commands) => new("db", "Care of the node's databases")
    {
        Check(commands),
        Backup(commands),
        Restore(commands),
        ClearState(commands),
        NewLocal(commands),
        Statistics(commands),
        SqlCommand.Create(commands),
        Copy(commands),
    };

    private static Command Check(CommandFactory commands)
    {
        var quick = new Option<bool>("--quick") { Description = "check pages, but not every index entry" };
        var roots = new Option<int>("--roots") { Description = "execute this many of the last layers again and compare state hashes", DefaultValueFactory = _ => 0 };
        return commands.Create("check", "Look for damage, schema drift and gaps; status 2 when something is found", [quick, roots], context =>
        {
            int layers = context.Get(roots);
            if (layers < 0)
                throw new OperationException(OperationErrorKind.Invalid, "--roots: the number of layers cannot be negative.");
            var report = DatabaseCheck.Run(
                context.Folder,
                new CheckOptions
                {
                    Quick = context.Get(quick),
                    RootLayers = layers,
                    Network = layers > 0 ? context.Network : null,
                    BlockGasLimit = layers > 0 ? context.Preset.BlockGasLimit : 0,
                },
                context.Progress,
                context.CancellationToken);
            context.Terminal.Table(["File", "Checked", "Result"], report.Checked.Select(step => (string[])[Path.GetFileName(step.File), step.Subject, step.Result]));
            foreach (var finding in report.Findings)
            {
                context.Terminal.Line($"{finding.Severity}: {finding.File}: {finding.Subject}: {finding.Text}");
                context.Terminal.Line($"  {finding.Help}");
            }

            context.Terminal.Line(report.IsSound ? "No problems found." : "Problems found.");
            return report.IsSound ? ExitStatus.Success : ExitStatus.ProblemsFound;
        });
    }

    private static Command Backup(CommandFactory commands)
    {
        var file = new Argument<string>("FILE") { Description = "the backup" };
        var local = new Option<bool>("--local") { Description = "back up local.sql instead of state.sql" };
        var compact = new Option<bool>("--compact") { Description = "leave out free space: smaller, slower" };
        var force = new Option<bool>("--force") { Description = "replace an existing file" };
        return commands.Create("backup", "Copy state.sql to a file, of one moment, while the node runs", [file, local, compact, force], context =>
        {
            string target = context.Get(file)!;
            var result = DatabaseBackup.Write(
                context.Get(local) ? context.Folder.Local : context.Folder.State,
                target,
                new BackupOptions { Compact = context.Get(compact), Overwrite = context.Get(force) },
                context.Progress,
                context.CancellationToken);
            context.Terminal.Line($"{target}: {Name(result.Kind)} of version {result.Version}, {DatabaseStatistics.Size(result.Bytes)}, checked.");
            return ExitStatus.Success;
        });
    }

    private static Command Restore(CommandFactory commands)
    {
        var file = new Argument<string>("FILE") { Description = "a backup of state.sql or local.sql" };
        return commands.Create("restore", "Replace a stopped node's database by a backup; the old one is kept aside", [file], context =>
        {
            var result = DatabaseRestore.Run(context.Folder, context.Get(file)!, context.LockFile, context.Terminal.Time, context.Progress, context.CancellationToken);
            context.Terminal.Line($"{result.Path} is restored (version {result.Version}).");
            PrintAside(context, result.Aside);
            if (result.Kind == DatabaseKind.Local)
                context.Terminal.Line("Registrations and challenges are those of the backup: an old one may make the node miss an epoch. Keys are not part of it.");
            return ExitStatus.Success;
        });
    }

    private static Command ClearState(CommandFactory commands)
    {
        var keep = new Option<bool>("--keep") { Description = "move the old state aside instead of deleting it" };
        var yes = new Option<bool>("--yes", "-y") { Description = "do not ask" };
        return commands.Create("clear-state", "Make a stopped node sync from the beginning", [keep, yes], context =>
        {
            var folder = context.Folder;
            if (!context.Get(yes) && !context.Terminal.Confirm($"Remove the network state in {folder.Path}? The node will sync from the beginning."))
                throw new OperationException(OperationErrorKind.Refused, "Not confirmed: nothing was changed. Add --yes to skip the question.");
            var result = StateClearing.Run(folder, context.LockFile, context.Get(keep), context.Terminal.Time);
            context.Terminal.Line(result.Files.Count == 0 ? $"{folder.State} does not exist." : $"Cleared: {string.Join(", ", result.Files.Select(Path.GetFileName))} ({DatabaseStatistics.Size(result.Bytes)}).");
            context.Terminal.Line($"local.sql: {result.SyncMarks} sync rows cleared; keys, PoST, PoET state and p2p identity stay.");
            PrintAside(context, result.Aside);
            return ExitStatus.Success;
        });
    }

    private static Command NewLocal(CommandFactory commands) => commands.Create("new-local", "Let a node begin with an empty local.sql after a damaged one", [], context =>
    {
        var folder = context.Folder;
        DamagedDatabases.NewLocal(folder, context.LockFile);
        context.Terminal.Line($"{folder.Local} is new and empty: the node makes its initial PoST again and may miss the rewards of an epoch.");
        return ExitStatus.Success;
    });

    private static Command Statistics(CommandFactory commands) => commands.Create("stats", "Sizes and content of the databases", [], context =>
    {
        var folder = context.Folder;
        var present = new[] { folder.State, folder.Local }.Where(File.Exists).ToList();
        if (present.Count == 0)
            throw new OperationException(OperationErrorKind.Missing, $"{folder.Path} has neither state.sql nor local.sql: name the right folder with --data-folder.");
        foreach (string path in present)
        {
            var statistics = DatabaseStatistics.Of(path, context.Progress, context.CancellationToken);
            context.Terminal.Facts(
                [
                    ("file", path),
                    ("version", statistics.Version.ToString(CultureInfo.InvariantCulture)),
                    ("size", $"{DatabaseStatistics.Size(statistics.FileBytes)}, WAL {DatabaseStatistics.Size(statistics.WalBytes)}, free inside {DatabaseStatistics.Size(statistics.FreeBytes)}"),
                    .. statistics.Facts,
                ]);
            context.Terminal.Table(
                ["Table", "Rows", "Data", "Indexes"],
                statistics.Tables.Select(table => (string[])
                [
                    table.Name,
                    table.Rows.ToString(CultureInfo.InvariantCulture),
                    table.Bytes is { } bytes ? DatabaseStatistics.Size(bytes) : "-",
                    table.IndexBytes is { } index ? DatabaseStatistics.Size(index) : "-",
                ]));
        }

        return ExitStatus.Success;
    });

    private static Command Copy(CommandFactory commands)
    {
        var source = new Argument<string>("FOLDER") { Description = "data folder of another node that you trust" };
        return commands.Create("copy-from", "Take over another node's network state after checking it", [source], context =>
        {
            var network = context.Network;
            var result = CopyFrom.Run(
                context.Folder,
                DataFolder.At(context.Get(source)!),
                new CopyFromOptions { Network = network, BlockGasLimit = context.Preset.BlockGasLimit, NodeLockFile = context.LockFile },
                context.Terminal.Time,
                context.Progress,
                context.CancellationToken);
            context.Terminal.Line($"{context.Folder.State} is the state of {context.Get(source)} now ({DatabaseStatistics.Size(result.Bytes)}).");
            context.Terminal.Line(result.Roots.Verified == 0
                ? "It has no executed layers yet."
                : $"Integrity, schema and genesis {network.GenesisId.ToHex()} agree; layers {result.Roots.First} to {result.Roots.Last} were executed again with the same state hashes.");
            PrintAside(context, result.Aside);
            return ExitStatus.Success;
        });
    }

    private static void PrintAside(CommandContext context, string? aside)
    {
        if (aside is not null)
            context.Terminal.Line($"What was there before is in {aside}; delete that folder when the node runs well.");
    }

    private static string Name(DatabaseKind kind) => kind == DatabaseKind.State ? "state.sql" : "local.sql";
}
