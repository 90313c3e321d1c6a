using System.Globalization;
using System.Numerics;
using System.Text;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.InitializerTool;

/// <summary>The reference's small initializer: writes a space without asking or resuming, lists devices, verifies one file (spec 02 §12.3).</summary>
public sealed class InitializerCli(TextWriter output, TextWriter error, TimeProvider time, Func<IReadOnlyList<LabelProvider>> devices)
{
    private const int PieceLabels = 4096;

    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            var options = ToolOptions.Parse(arguments);
            switch (options.Command)
            {
                case "help":
                    output.Write(HelpText.Main);
                    break;
                case "version":
                    output.Write($"initializer {typeof(InitializerCli).Assembly.GetName().Version}\n");
                    break;
                case "list-providers":
                    ListProviders();
                    break;
                case "verify-data":
                    Verify(options);
                    break;
                default:
                    Initialize(options);
                    break;
            }

            return 0;
        }
        catch (AggregateException aggregate) when (aggregate.InnerExceptions.OfType<ToolException>().FirstOrDefault() is { } found)
        {
            error.Write($"Error: {found.Message}\n");
            return found.Code;
        }
        catch (ToolException exception)
        {
            error.Write(exception.Code == 2 ? exception.Message + "\n" : $"Error: {exception.Message}\n");
            return exception.Code;
        }
        catch (Exception exception) when (exception is PostException or IOException or UnauthorizedAccessException)
        {
            error.Write($"Error: {exception.Message}\n");
            return 1;
        }
        finally
        {
            output.Flush();
            error.Flush();
        }
    }

    private static ToolException NoOpenCl()
    {
        const string why = "Unable to get platform id list after 10 seconds of waiting.";
        return new ToolException($"Fail in OpenCL core: {why}\n\nCaused by:\n    {why}");
    }

    private static uint RequireN(ulong n) => BitOperations.IsPow2(n) && n is >= 2 and <= 1 << 30 ? (uint)n : throw new ToolException("scrypt N must be a power of two");

    private void ListProviders()
    {
        var all = devices();
        if (all.Count == 0)
            throw NoOpenCl();
        foreach (var device in all)
            output.Write($"{device.Id}: {device.Model}\n");
    }

    private LabelProvider Provider(ToolOptions options)
    {
        if (options.Method == "cpu")
            return LabelProvider.Cpu;
        var all = devices();
        if (all.Count == 0)
            throw NoOpenCl();
        return options.Provider is not { } id ? all[0]
            : all.FirstOrDefault(device => device.Id == id) ?? throw new ToolException($"there is no provider {id}; list-providers tells which there are");
    }

    private void Initialize(ToolOptions options)
    {
        uint n = RequireN(options.N);
        if (options.MaxFileSize % PostDataLayout.LabelSize != 0 || options.MaxFileSize == 0)
            throw new ToolException($"max-file-size must be a multiple of {PostDataLayout.LabelSize}");
        var labels = (UInt128)options.LabelsPerUnit * options.Units;
        if (labels == 0 || labels > long.MaxValue / PostDataLayout.LabelSize)
            throw new ToolException($"{labels} labels cannot be initialized");
        var metadata = new PostMetadata
        {
            NodeId = NodeId.FromBytes(options.NodeId),
            CommitmentAtxId = AtxId.FromBytes(options.CommitmentAtxId),
            LabelsPerUnit = options.LabelsPerUnit,
            NumUnits = options.Units,
            MaxFileSize = options.MaxFileSize,
        };
        Directory.CreateDirectory(options.Output);
        if (new PostDataDirectories(options.Output).Files().Count > 0 || File.Exists(PostMetadataFile.PathIn(options.Output)))
            throw new ToolException($"{options.Output} holds PoST data already; choose another output, or complete it with postcli");
        ulong need = (ulong)labels * PostDataLayout.LabelSize;
        if (FileSystemRoom.Of(options.Output).FreeBytes is var free && need > (ulong)Math.Max(0, free))
            throw new ToolException($"{need} bytes are needed in {options.Output}, {free} are free");
        var provider = Provider(options);
        using var engine = provider.Open();
        long start = time.GetTimestamp();
        VrfCandidate? best = null;
        var layout = metadata.Layout;
        for (long file = 0; file < layout.TotalFiles; file++)
        {
            var found = WriteFile(Path.Combine(options.Output, PostDataFileName.Of(file)), engine, provider.Class, metadata.Commitment, n, layout.FirstLabelOf(file), layout.LabelsIn(file));
            best = best is { } known && found is { } other && known.Label.CompareTo(other.Label) <= 0 ? best : found ?? best;
        }

        File.WriteAllText(PostMetadataFile.PathIn(options.Output), Text(options, best?.Index));
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        double rate = (double)labels / seconds;
        string nonce = best is { } smallest ? $"Some({smallest.Index})" : "None";
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Initializing {labels} labels took {seconds:0.###} seconds. Speed: {rate:F0} labels/sec ({rate * PostDataLayout.LabelSize / (1 << 20):F2} MB/sec), vrf_nonce: {nonce}\n"));
    }

    /// <summary>Pieces are computed side by side on a CPU and written where they belong.</summary>
    private static VrfCandidate? WriteFile(string path, ILabelEngine engine, LabelProviderClass kind, Commitment commitment, uint n, ulong first, ulong count)
    {
        byte[] any = [.. Enumerable.Repeat((byte)0xff, Bytes32.Length)];
        var gate = new Lock();
        VrfCandidate? best = null;
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        ulong piece = kind == LabelProviderClass.Gpu ? (ulong)Math.Max(PieceLabels, engine.PreferredBatch) : PieceLabels;
        long pieces = (long)((count + piece - 1) / piece);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = kind == LabelProviderClass.Gpu ? 2 : Environment.ProcessorCount };
        Parallel.For(0L, pieces, parallel, index =>
        {
            ulong offset = (ulong)index * piece;
            byte[] labels = new byte[Math.Min(piece, count - offset) * PostDataLayout.LabelSize];
            var candidate = engine.Compute(commitment, n, first + offset, labels, any);
            RandomAccess.Write(handle, labels, (long)offset * PostDataLayout.LabelSize);
            lock (gate)
            {
                if (candidate is { } found && (best is not { } known || found.Label.CompareTo(known.Label) < 0 || (found.Label == known.Label && found.Index < known.Index)))
                    best = candidate;
            }
        });
        RandomAccess.FlushToDisk(handle);
        return best;
    }

    /// <summary>The metadata as this tool's reference writes it: two blanks, null for what is absent, no value of the nonce.</summary>
    private static string Text(ToolOptions options, ulong? nonce) => new StringBuilder("{\n")
        .Append("  \"NodeId\": \"").Append(Convert.ToBase64String(options.NodeId)).Append("\",\n")
        .Append("  \"CommitmentAtxId\": \"").Append(Convert.ToBase64String(options.CommitmentAtxId)).Append("\",\n")
        .Append(CultureInfo.InvariantCulture, $"  \"LabelsPerUnit\": {options.LabelsPerUnit},\n  \"NumUnits\": {options.Units},\n  \"MaxFileSize\": {options.MaxFileSize},\n")
        .Append(CultureInfo.InvariantCulture, $"  \"Nonce\": {nonce?.ToString(CultureInfo.InvariantCulture) ?? "null"},\n  \"LastPosition\": null\n}}")
        .ToString();

    private void Verify(ToolOptions options)
    {
        uint n = RequireN(options.N);
        string path = options.Input ?? throw new ToolException(2, "error: the following required arguments were not provided:\n  --input <INPUT>\n\nFor more information, try '--help'.");
        var commitment = Commitment.Of(NodeId.FromBytes(options.NodeId), AtxId.FromBytes(options.CommitmentAtxId));
        using var engine = LabelEngines.Best();
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.RandomAccess);
        ulong labels = (ulong)RandomAccess.GetLength(handle) / PostDataLayout.LabelSize;
        ulong count = LabelSample.Count(labels, options.Fraction);
        Parallel.ForEach(LabelSample.Runs(labels, count, new Runtime.SystemRandom(), PieceLabels).Chunk(count == labels ? 1 : PieceLabels), runs =>
        {
            foreach (var (first, length) in runs)
            {
                byte[] stored = new byte[length * PostDataLayout.LabelSize];
                byte[] computed = new byte[stored.Length];
                int read = RandomAccess.Read(handle, stored, (long)first * PostDataLayout.LabelSize);
                engine.Compute(commitment, n, options.FirstLabelIndex + first, computed);
                int common = stored.AsSpan(0, read).CommonPrefixLength(computed);
                if (common == stored.Length)
                    continue;
                int label = common / PostDataLayout.LabelSize;
                throw new ToolException(
                    $"label at index {options.FirstLabelIndex + first + (ulong)label} mismatch: {Bytes(stored, label)} != {Bytes(computed, label)}");
            }
        });
        output.Write("Data verified successfully\n");
    }

    private static string Bytes(byte[] labels, int label) => $"[{string.Join(", ", labels.Skip(label * PostDataLayout.LabelSize).Take(PostDataLayout.LabelSize))}]";
}
