using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>One identity's space on one or several drives: opens it, fills it, tells its state (spec 02 §4.3, §4.4).</summary>
public sealed class Initializer
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly InitializerServices _services;
    private int _running;

    private Initializer(PostDataDirectories directories, InitializationOptions options, InitializerServices services, PostMetadata metadata)
    {
        Directories = directories;
        Options = options;
        _services = services;
        Metadata = metadata;
    }

    public PostDataDirectories Directories { get; }

    public InitializationOptions Options { get; }

    /// <summary>What the directory says, as last saved.</summary>
    public PostMetadata Metadata { get; internal set; }

    /// <summary>End of the last finished batch or file, counted from label 0; 0 before a run.</summary>
    public ulong LabelsWritten { get; internal set; }

    /// <summary>Batches begun since the object was made, those of a search beyond the space among them.</summary>
    public int BatchesBegun { get; internal set; }

    /// <summary>
    /// Makes the directories if need be, compares them with the options and writes the metadata.
    /// </summary>
    /// <exception cref="PostOptionException">An option cannot be used; nothing was written.</exception>
    /// <exception cref="ConfigMismatchException">The directory belongs to other options; nothing was written.</exception>
    /// <exception cref="PostDataException">The directory cannot be used.</exception>
    public static Initializer Open(PostDataDirectories directories, InitializationOptions options, InitializerServices services)
    {
        ArgumentNullException.ThrowIfNull(directories);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        var metadata = new PostMetadata
        {
            NodeId = options.NodeId,
            CommitmentAtxId = options.CommitmentAtxId,
            LabelsPerUnit = options.Network.LabelsPerUnit,
            NumUnits = options.NumUnits,
            MaxFileSize = options.MaxFileSize,
        };
        if (LabelsPresent(directories) > 0)
        {
            var found = PostDrives.Load(directories);
            RequireSame(directories, options, found);
            metadata = metadata with { Nonce = found.Nonce, NonceValue = found.Nonce is null ? null : found.NonceValue, LastPosition = found.LastPosition };
            if (metadata is { Nonce: { } nonce, NonceValue: null })
                metadata = metadata with { NonceValue = ValueOf(metadata.Commitment, options.Network.Scrypt.EffectiveN(), nonce) };
        }

        foreach (string directory in directories.Paths)
            Create(directory);
        PostDrives.Save(directories, metadata);
        return new Initializer(directories, options, services, metadata);
    }

    /// <summary>How far the directory is.</summary>
    public InitializationStatus Status()
    {
        if (Volatile.Read(ref _running) != 0)
            return InitializationStatus.InProgress;
        try
        {
            ulong present = LabelsPresent(Directories);
            return present == Options.NumLabels ? InitializationStatus.Completed
                : present > 0 ? InitializationStatus.Started
                : InitializationStatus.NotStarted;
        }
        catch (PostDataException)
        {
            return InitializationStatus.Error;
        }
    }

    /// <summary>Fills the files of the range; an interrupted run goes on where it stopped.</summary>
    /// <param name="providers">What computes; may be empty when nothing is left to compute.</param>
    /// <param name="cancellationToken">Stops after the pieces being computed, which are kept.</param>
    /// <exception cref="PostException">A run is going on already, or the range, the engines or the disk make it impossible.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task RunAsync(IReadOnlyList<LabelProvider> providers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(providers);
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new PostException("already initializing");
        try
        {
            uint n = Options.Network.Scrypt.RequireInitializable();
            var range = FileRange.Of(Options.Layout, Options.FromFile, Options.ToFile);
            using var guard = new DirectoryLock(Directories);
            using var run = new InitializationRun(this, _services, providers, range, n);
            await run.RunAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Deletes data and metadata; other files stay.</summary>
    /// <exception cref="PostException">A run is going on.</exception>
    public void Reset()
    {
        if (Volatile.Read(ref _running) != 0)
            throw new PostException("cannot reset while initializing");
        using (new DirectoryLock(Directories))
        {
            foreach (string directory in Directories.Paths)
            {
                foreach (var file in PostDataDirectories.Entries(directory))
                {
                    if (PostDataFileName.TryParseLenient(file.Name, out _) || file.Name is PostMetadataFile.Name or PostDrives.FileName)
                        Delete(file.FullName);
                }
            }
        }
    }

    /// <summary>Data files above the last one of the space, which a run deletes.</summary>
    public IReadOnlyList<string> FilesBeyondTheEnd()
    {
        long last = Options.Layout.TotalFiles - 1;
        return
        [
            .. Directories.Paths.SelectMany(PostDataDirectories.Entries).Where(file => PostDataFileName.TryParseLenient(file.Name, out long index) && index > last).Select(file => file.FullName),
        ];
    }

    internal void Save(PostMetadata metadata)
    {
        PostDrives.Save(Directories, metadata);
        Metadata = metadata;
    }

    internal static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(path, $"{path} cannot be deleted: {exception.Message}", exception);
        }
    }

    internal static UInt128 ValueOf(Commitment commitment, uint n, ulong nonce)
    {
        using var engine = LabelEngines.Best();
        var label = new Hash32[1];
        engine.ComputeAt(n, [new LabelId(commitment, nonce)], label);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(Hash32.Span(in label[0]));
    }

    /// <summary>Whole labels in all data files, look-alike names included, as the reference counts.</summary>
    private static ulong LabelsPresent(PostDataDirectories directories)
    {
        ulong bytes = 0;
        foreach (string directory in directories.Paths.Where(Directory.Exists))
        {
            foreach (var file in PostDataDirectories.Entries(directory))
            {
                if (PostDataFileName.TryParseLenient(file.Name, out _))
                    bytes += (ulong)file.Length;
            }
        }

        return bytes / PostDataLayout.LabelSize;
    }

    private static void RequireSame(PostDataDirectories directories, InitializationOptions options, PostMetadata found)
    {
        string where = directories.ToString();
        Require(nameof(found.NodeId), options.NodeId.ToHex(), found.NodeId.ToHex());
        Require(nameof(found.CommitmentAtxId), options.CommitmentAtxId.ToHex(), found.CommitmentAtxId.ToHex());
        Require(nameof(found.LabelsPerUnit), $"{options.Network.LabelsPerUnit}", $"{found.LabelsPerUnit}");
        Require(nameof(found.MaxFileSize), $"{options.MaxFileSize}", $"{found.MaxFileSize}");
        if (options.NumUnits > found.NumUnits && !options.Grow)
            throw new ConfigMismatchException(nameof(found.NumUnits), $">= {options.NumUnits}", $"{found.NumUnits}", where);

        void Require(string field, string expected, string actual)
        {
            if (expected != actual)
                throw new ConfigMismatchException(field, expected, actual, where);
        }
    }

    private static void Create(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(directory, $"data directory {directory} cannot be made: {exception.Message}", exception);
        }
    }
}
