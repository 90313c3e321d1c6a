using System.CommandLine;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>identity</c>: the smesher keys of a node.</summary>
internal static class IdentityCommands
{
    public static Command Create(CommandFactory commands) => new("identity", "Smesher identities of the node")
    {
        List(commands), Show(commands), New(commands), Import(commands), Rename(commands), Move(commands),
    };

    private static Command List(CommandFactory commands)
    {
        var post = PostFolder();
        return commands.Create("list", "Show all identities, in hex and base64", [post], context =>
        {
            var store = Store(context);
            var rows = store.All().Select(entry => entry.Identity is { } id
                ? new[] { entry.File, id.ToHex(), Base64(id), entry.File == "local.key" ? "proven by the node" : "needs a post-service" }
                : [entry.File, "", "", "UNUSABLE: " + entry.Fault]).ToList();
            rows.AddRange(store.Moved().Select(moved => new[] { "(moved)", moved.NodeId, "", $"to {moved.MovedTo} on {moved.MovedAt:yyyy-MM-dd}" }));
            if (rows.Count == 0)
                context.Terminal.Line($"{store.Directory} holds no identity; the node makes one when it starts, or `identity new` does.");
            else
                context.Terminal.Table(["file", "id (hex)", "id (base64)", "remarks"], rows);
            Offer(context, store, context.Get(post)!);
            return ExitStatus.Success;
        });
    }

    private static Command Show(CommandFactory commands)
    {
        var name = new Argument<string>("NAME") { Description = "file name, or the first digits of the id" };
        return commands.Create("show", "Show one identity", [name], context =>
        {
            var store = Store(context);
            var (file, id) = store.Find(context.Get(name)!);
            context.Terminal.Facts(("file", Path.Combine(store.Directory, file)), ("id (hex)", id.ToHex()), ("id (base64)", Base64(id)));
            return ExitStatus.Success;
        });
    }

    private static Command New(CommandFactory commands)
    {
        var name = new Option<string?>("--name") { Description = "file name; local.key for the first identity, which the node then proves by itself" };
        return commands.Create("new", "Make a new identity (the node must be stopped)", [name], context => Change(context, store =>
        {
            var (file, id) = store.Create(context.Get(name));
            context.Terminal.Line($"{file}: {id.ToHex()} ({Base64(id)})");
            context.Terminal.Line("Keep a copy of the file in a safe place: without it the PoST data of the identity is worthless.");
        }));
    }

    private static Command Import(CommandFactory commands)
    {
        var path = new Argument<string>("PATH") { Description = "a key file, or a PoST folder with identity.key or key.bin" };
        var name = new Option<string?>("--name") { Description = "file name here" };
        var yes = new Option<bool>("--yes", "-y") { Description = "do not ask" };
        return commands.Create("import", "Copy a key into the node's folder (the node must be stopped)", [path, name, yes], context => Change(context, store =>
        {
            string key = IdentityStore.KeyAt(context.Get(path)!);
            var id = IdentityStore.Read(key);
            bool wasMoved = IdentityTombstone.Find(store.Directory, id) is not null;
            string question = wasMoved
                ? $"{id.ToHex()} was MOVED AWAY from this node. Does it not run anywhere else any more?"
                : $"Import {id.ToHex()} from {key}? It must not run on any other node: two nodes with one key get it banned for ever.";
            if (!context.Get(yes) && !context.Terminal.Confirm(question))
                throw new OperationException(OperationErrorKind.Refused, "Nothing was changed.");
            var (file, _) = store.Import(key, context.Get(name));
            if (wasMoved)
                store.Revive(id);
            context.Terminal.Line($"{file}: {id.ToHex()} ({Base64(id)})");
        }));
    }

    private static Command Rename(CommandFactory commands)
    {
        var from = new Argument<string>("NAME") { Description = "file name, or the first digits of the id" };
        var to = new Argument<string>("NEW") { Description = "new file name" };
        return commands.Create("rename", "Rename an identity's file (the node must be stopped)", [from, to], context => Change(context, store =>
        {
            store.Rename(context.Get(from)!, context.Get(to)!);
            context.Terminal.Line($"Renamed to {context.Get(to)}.");
        }));
    }

    private static Command Move(CommandFactory commands)
    {
        var name = new Argument<string>("NAME") { Description = "file name, or the first digits of the id" };
        var to = new Option<string>("--to") { Description = "data folder of another node, or any folder", Required = true };
        return commands.Create("move", "Move an identity away for good: this node refuses it from now on (both nodes must be stopped)", [name, to], context => Change(context, store =>
        {
            string path = store.Move(context.Get(name)!, context.Get(to)!);
            context.Terminal.Line($"Moved to {path}. What it signed ({FileSigningJournal.FileName}) and its registrations and proofs (local.sql) are beside it or in the data folder: take all of them along, import finds them.");
        }));
    }

    private static IdentityStore Store(CommandContext context) => new(context.Folder.Path, context.Terminal.Time);

    private static string Base64(NodeId id) => Convert.ToBase64String(id.ToArray());

    private static Option<string?> PostFolder() => new("--post-dir")
    {
        Description = "PoST folder in which an old key is looked for",
        DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "post", "data"),
    };

    /// <summary>Keys lie beside PoST data where postcli or an old node made them.</summary>
    private static void Offer(CommandContext context, IdentityStore store, string folder)
    {
        if (!Directory.Exists(folder) || IdentityStore.ForeignIn(folder) is not { } key)
            return;
        try
        {
            var id = IdentityStore.Read(key);
            if (store.All().All(entry => entry.Identity != id))
                context.Terminal.Line($"{key} is the key of {id.ToHex()}, which is not here. To use it: spacemesh identity import {folder}");
        }
        catch (OperationException exception)
        {
            context.Terminal.Line(exception.Message);
        }
    }

    private static int Change(CommandContext context, Action<IdentityStore> work)
    {
        using var held = DataFolderLock.Acquire(context.Folder, context.LockFile);
        work(Store(context));
        return ExitStatus.Success;
    }
}
