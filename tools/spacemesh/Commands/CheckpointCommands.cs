using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>checkpoint</c>: making checkpoints of a state, and looking at their files (spec 08 §15).</summary>
internal static class CheckpointCommands
{
    private const uint UsualAtxs = 4;

    public static Command Create(CommandFactory commands) => new("checkpoint", "Checkpoints of the network's state") { Write(commands), Check(commands) };

    private static Command Write(CommandFactory commands)
    {
        var layer = new Argument<uint>("LAYER") { Description = "layer of the snapshot: accounts as of its end" };
        var atxs = new Option<uint>("--atxs") { Description = "newest ATXs of every smesher, at least 4", DefaultValueFactory = _ => UsualAtxs };
        return commands.Create("create", "Write checkpoint/snapshot-LAYER into the data folder; the node may run", [layer, atxs], context =>
        {
            var options = new DatabaseOptions { Path = context.Folder.State, ReadOnly = true };
            using var state = SqliteStateDatabase.Open(options, context.Network.GenesisId, NullLogger.Instance);
            string path = Guarded(() => new CheckpointWriter(state, new InlineWorkPool(), context.Folder.Path).Write(new LayerId(context.Get(layer)), Math.Max(UsualAtxs, context.Get(atxs))));
            Describe(context, path);
            return ExitStatus.Success;
        });
    }

    private static Command Check(CommandFactory commands)
    {
        var file = new Argument<string>("FILE") { Description = "a checkpoint's file" };
        return commands.Create("check", "Check a checkpoint's file and print its hash", [file], context =>
        {
            Describe(context, context.Get(file)!);
            return ExitStatus.Success;
        });
    }

    private static void Describe(CommandContext context, string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > CheckpointFile.MaxLength } tooLong)
            throw new OperationException(OperationErrorKind.Invalid, $"{path} has {tooLong.Length} bytes: no checkpoint is longer than {CheckpointFile.MaxLength}.");
        byte[] bytes = File.ReadAllBytes(path);
        var content = Guarded(() => CheckpointFile.Read(bytes));
        context.Terminal.Facts(
            ("file", path),
            ("bytes", bytes.Length.ToString(CultureInfo.InvariantCulture)),
            ("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes))),
            ("accounts", content.Accounts.Count.ToString(CultureInfo.InvariantCulture)),
            ("ATXs", content.Atxs.Count.ToString(CultureInfo.InvariantCulture)),
            ("married identities", content.Marriages.Count.ToString(CultureInfo.InvariantCulture)));
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (CheckpointException exception)
        {
            throw new OperationException(OperationErrorKind.Invalid, exception.Message, exception);
        }
    }
}
