using System.Globalization;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Postcli;

/// <summary>The default command: makes or completes a space, after the questions that protect an existing one.</summary>
internal sealed class InitializeCommand(Shell shell, CliOptions options, ProviderChoice providers)
{
    private const int GpuThreads = 2;

    private readonly PostDataDirectories _directories = PostDataDirectories.Parse(options.DataDir);
    private bool _sizeIsConfirmed;

    public static int Cores(CliOptions options) =>
        options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Provider.Length == 0 && !shell.IsInteractive)
            throw new ExitException(1, "-provider flag is required");
        await AskNodeAsync(cancellationToken);
        var known = CheckExisting();
        var network = CheckMainnet();
        var (id, commitment) = Identify(known);
        var initializer = Open(network, id, commitment);
        if (options.Reset)
        {
            initializer.Reset();
            shell.Say("cli: reset completed");
            return 0;
        }

        ConfirmSurplus(initializer);
        return await InitializeAsync(initializer, cancellationToken);
    }

    /// <summary>Files that are no part of the space are deleted by a run; who asked for a smaller one knows that already.</summary>
    private void ConfirmSurplus(Initializer initializer)
    {
        if (_sizeIsConfirmed || initializer.FilesBeyondTheEnd() is not { Count: > 0 } surplus)
            return;
        shell.Confirm(options.Yes, $"WARNING: {surplus.Count} data files lie beyond the end of the space and WILL BE DELETED: {string.Join(", ", surplus.Take(5))}{(surplus.Count > 5 ? ", …" : "")}");
    }

    private async Task AskNodeAsync(CancellationToken cancellationToken)
    {
        if (options.Node is not { } address || options.CommitmentAtxId.Length > 0)
            return;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var atx = await new NodeClient(http).HighestAtxAsync(address, cancellationToken);
        options.CommitmentAtxId = atx.ToHex();
        shell.Say($"cli: commitment ATX {options.CommitmentAtxId} from the node at {address}");
    }

    /// <summary>Compares the flags with the metadata and the key that are there already.</summary>
    /// <returns>The identity they tell; null when there is none.</returns>
    private NodeId? CheckExisting()
    {
        var metadata = PostDrives.TryLoad(_directories);
        var key = Directory.Exists(_directories.Primary) ? IdentityKey.TryRead(_directories.Primary) : null;
        if (metadata is null)
        {
            if (options.CommitmentAtxId.Length > 0 && !IdentityKey.TryDecodeHex(options.CommitmentAtxId, out _, out string problem))
                shell.Say($"invalid commitmentAtxId: {problem}");
            if (key is { } own && options.Id.Length > 0)
                RequireSame("id", own.ToHex(), options.Id);
            return key;
        }

        if (options.NumUnits == 0)
            throw new ExitException(1, "-numUnits must be specified to perform initialization.");
        if (options.CommitmentAtxId.Length == 0)
            throw new ExitException(1, "-commitmentAtxId must be specified to perform initialization.");
        if (key is { } stored && stored != metadata.NodeId)
            throw new ExitException(1, $"WARNING: inconsistent state: {IdentityKey.FileName} file does not match metadata in {options.DataDir}");
        if (options.Id.Length > 0)
            RequireSame("id", metadata.NodeId.ToHex(), options.Id);
        RequireSame("commitmentAtxId", metadata.CommitmentAtxId.ToHex(), options.CommitmentAtxId);
        if (options.NumUnits != metadata.NumUnits)
        {
            Differs("numUnits", metadata.NumUnits.ToString(CultureInfo.InvariantCulture), options.NumUnits.ToString(CultureInfo.InvariantCulture));
            shell.Confirm(options.Yes, "CONTINUING MIGHT ERASE EXISTING DATA. MAKE ABSOLUTELY SURE YOU SPECIFY THE CORRECT VALUE.");
            _sizeIsConfirmed = true;
        }

        return metadata.NodeId;
    }

    private void RequireSame(string what, string current, string passed)
    {
        if (string.Equals(current, passed, StringComparison.OrdinalIgnoreCase))
            return;
        Differs(what, current, passed);
        throw new ExitException(1, "aborting");
    }

    private void Differs(string what, string current, string passed)
    {
        shell.Say($"WARNING: it appears that {options.DataDir} was previously initialized with a different `{what}` value.");
        shell.Say($"\tCurrent value: {current}");
        shell.Say($"\tValue passed to postcli: {passed}");
    }

    /// <summary>Warns of what mainnet would not accept.</summary>
    private PostConfig CheckMainnet()
    {
        const string incompatible = "CONTINUING WILL INITIALIZE DATA INCOMPATIBLE WITH MAINNET. MAKE ABSOLUTELY SURE YOU WANT THIS.";
        var mainnet = PostConfig.Mainnet;
        uint min = mainnet.MinNumUnits;
        uint max = Printing.MainnetMaxUnits;
        if (options.NumUnits > uint.MaxValue)
            throw new ExitException(1, $"-numUnits {options.NumUnits} is too large");
        if (options.NumUnits < min || options.NumUnits > max)
        {
            shell.Say($"WARNING: numUnits is outside of range valid for mainnet (min: {min} max: {max} )");
            shell.Confirm(options.Yes, incompatible);
            min = max = (uint)options.NumUnits;
        }

        Default("labelsPerUnit", options.LabelsPerUnit == CliOptions.DefaultLabelsPerUnit);
        Default("scryptN", options.ScryptN == CliOptions.DefaultScryptN);
        return mainnet with
        {
            MinNumUnits = min,
            MaxNumUnits = max,
            LabelsPerUnit = options.LabelsPerUnit,
            Scrypt = new ScryptParameters(options.ScryptN, 1, 1),
        };

        void Default(string flag, bool isDefault)
        {
            if (isDefault)
                return;
            shell.Say($"WARNING: {flag} is set to a non-default value.");
            shell.Say($"If you're trying to initialize for mainnet, please remove the -{flag} flag");
            shell.Confirm(options.Yes, incompatible);
        }
    }

    private (byte[] Id, byte[] Commitment) Identify(NodeId? known)
    {
        byte[] id;
        if (options.Id.Length > 0)
            id = Decode("id", options.Id);
        else if (options.FromFile != 0 || options.ToFile is not null)
            throw new ExitException(1, "-id flag is required when using -fromFile or -toFile");
        else
            id = known is { } there ? there.ToArray() : [];
        byte[] commitment = Decode("commitmentAtxId", options.CommitmentAtxId);
        if (id.Length == 0 && options.Id.Length == 0)
        {
            shell.Say("cli: generating new identity");
            id = IdentityKey.Create(_directories.Primary).ToArray();
            shell.Say($"generated key in {IdentityKey.FileName}");
            shell.Say("copy this file to the `data/identities` directory of your node");
        }

        return (id, commitment);
    }

    private static byte[] Decode(string flag, string text) => IdentityKey.TryDecodeHex(text, out byte[] bytes, out string problem)
        ? bytes
        : throw new ExitException(1, $"failed to decode {flag} {text}: {problem}");

    private Initializer Open(PostConfig network, byte[] id, byte[] commitment)
    {
        try
        {
            return Initializer.Open(
                _directories,
                new InitializationOptions
                {
                    NodeId = new NodeId(InitializationOptions.RequireId(id, "id")),
                    CommitmentAtxId = new AtxId(InitializationOptions.RequireId(commitment, "commitmentAtxId")),
                    Network = network,
                    NumUnits = (uint)options.NumUnits,
                    MaxFileSize = options.MaxFileSize,
                    FromFile = options.FromFile,
                    ToFile = options.ToFile,
                    Grow = options.Grow,
                    Throttle = options.Throttle,
                },
                Services());
        }
        catch (PostException exception)
        {
            // The reference panics here: the message twice, code 2.
            shell.Say(exception.Message);
            shell.Error.Write($"panic: {exception.Message}\n");
            throw new ExitException(2, null);
        }
    }

    private InitializerServices Services() => new()
    {
        Pool = new WorkPool(new WorkPoolOptions { Parallelism = Cores(options) + (GpuThreads * providers.Gpus) }),
        Time = shell.Time,
        Threads = Cores(options),
        Observe = new InitializationLog(shell).Observe,
    };

    private async Task<int> InitializeAsync(Initializer initializer, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = initializer.Status() == InitializationStatus.Completed ? [] : providers.Choose(options);
            await initializer.RunAsync(chosen, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new ExitException(1, "cli: initialization interrupted");
        }
        catch (PostException exception)
        {
            // As the reference: the error is told, the code is 0.
            shell.Say($"cli: initialization error {exception.Message}");
            return 0;
        }

        shell.Say("cli: initialization completed");
        if (options.GenProof)
            await ProofCheck.RunAsync(shell, initializer.Options, _directories, Cores(options), cancellationToken);
        return 0;
    }
}
