using System.Globalization;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Profiler;

/// <summary>The command line of the profiler (spec 02 §12.2).</summary>
public sealed class ProfilerCli(TextWriter output, TextWriter error, TimeProvider time)
{
    private const int UsageError = 2;
    private const string MainnetDifficulty = "000dfb23b0979b4b000000000000000000000000000000000000000000000000";

    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string command = arguments.Count > 0 && arguments[0] is "proving" or "pow" or "help" ? arguments[0] : "";
        var rest = arguments.Skip(command.Length > 0 ? 1 : 0).ToArray();
        try
        {
            if (command == "help" || rest.Any(argument => argument is "-h" or "--help"))
                return Help(command == "pow" || rest.Contains("pow") ? "help-pow.txt" : "help.txt");
            if (rest.Any(argument => argument is "-V" or "--version"))
            {
                await output.WriteLineAsync($"profiler {typeof(ProfilerCli).Assembly.GetName().Version?.ToString(3)}");
                return 0;
            }

            if (command == "pow")
                await PowAsync(rest, cancellationToken);
            else
                await ProvingAsync(rest, cancellationToken);
            return 0;
        }
        catch (UsageException exception)
        {
            await error.WriteAsync($"error: {exception.Message}\n\nFor more information, try '--help'.\n");
            return UsageError;
        }
        catch (Exception exception) when (exception is PostException or RandomXUnavailableException or IOException or UnauthorizedAccessException)
        {
            await error.WriteAsync($"Error: {exception.Message}\n");
            return 1;
        }
    }

    private static string Json(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0";

    private static string Json(TimeSpan value) =>
        $"{{\n    \"secs\": {(long)value.TotalSeconds},\n    \"nanos\": {value.Ticks % TimeSpan.TicksPerSecond * 100}\n  }}";

    private static string Text(TimeSpan value) => value.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.#########}s")
        : string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.######}ms");

    private int Help(string resource)
    {
        using var stream = typeof(ProfilerCli).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        output.Write(reader.ReadToEnd());
        return 0;
    }

    private async Task ProvingAsync(string[] given, CancellationToken cancellationToken)
    {
        var arguments = new Arguments(
            given, [("data-file", '\0', true), ("data-size", '\0', true), ("duration", '\0', true), ("threads", 't', true), ("nonces", 'n', true), ("recommend", '\0', false)]);
        int threads = Threads(arguments, 4);
        uint nonces = arguments.Nonces();
        double gib = arguments.Number("data-size", 1.0);
        var duration = TimeSpan.FromSeconds(arguments.Number("duration", 10.0));
        string path = arguments.Text("data-file") ?? Path.Combine(Path.GetTempPath(), "profiler_data.bin");
        long size = (long)(gib * (1L << 30)) / 16 * 16;
        if (size == 0)
            throw arguments.Invalid("data-size", "there must be something to read");
        if (Directory.Exists(path))
            path = Path.Combine(path, "profiler_data.bin");
        DataFile.Extend(path, size);

        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = threads });
        var benchmark = new ProvingBenchmark(pool, time);
        var (seconds, bytes) = await benchmark.ScanAsync(path, size, nonces, duration, cancellationToken);
        await output.WriteAsync($"{{\n  \"time_s\": {Json(seconds)},\n  \"speed_gib_s\": {Json(bytes / seconds / (1L << 30))}\n}}\n");
        if (arguments.Has("recommend"))
            await error.WriteLineAsync(await Recommendation.MakeAsync(benchmark, path, size, threads, cancellationToken));
    }

    private async Task PowAsync(string[] given, CancellationToken cancellationToken)
    {
        var arguments = new Arguments(
            given,
            [
                ("iterations", 'i', true), ("threads", 't', true), ("nonces", 'n', true), ("num-units", '\0', true), ("difficulty", 'd', true),
                ("randomx-mode", '\0', true), ("randomx-large-pages", '\0', false),
            ]);
        int iterations = arguments.Number("iterations", 5);
        int threads = Threads(arguments, 1);
        uint nonces = arguments.Nonces();
        uint units = arguments.Number("num-units", 4u);
        var mode = arguments.Text("randomx-mode") switch
        {
            null or "fast" => RandomXMode.Fast,
            "light" => RandomXMode.Light,
            _ => throw new UsageException($"invalid value '{arguments.Text("randomx-mode")}' for '--randomx-mode <RANDOMX_MODE>'\n  [possible values: fast, light]"),
        };
        Hash32 difficulty;
        try
        {
            difficulty = PostConfig.ParsePowDifficulty(arguments.Text("difficulty") ?? MainnetDifficulty);
        }
        catch (PostOptionException exception)
        {
            throw arguments.Invalid("difficulty", exception.Message);
        }

        if (iterations == 0)
            throw arguments.Invalid("iterations", "at least one is needed");
        await error.WriteAsync(
            $"Benchmarking PoW for 1 space unit and 16 nonces (the result will be scaled automatically to {units} units and {nonces} nonces).\n");
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = threads });
        long start = time.GetTimestamp();
        var options = new RandomXOptions { Mode = mode, LargePages = arguments.Has("randomx-large-pages") };
        using var randomX = await RandomXLoader.LoadAsync(K2Pow.RandomXKey, options, pool, null, cancellationToken);
        var setUp = time.GetElapsedTime(start);
        await error.WriteAsync($"RandomX flags: {Flags(options, randomX)}\nInitializing RandomX VMs...\nDone initializing RandomX VMs in {Text(setUp)}\n");

        var source = new LocalPowSource(_ => ValueTask.FromResult(randomX), pool);
        var node = NodeId.FromBytes(Enumerable.Repeat((byte)7, Bytes32.Length).ToArray());
        double scale = nonces / 16 * units;
        var total = TimeSpan.Zero;
        for (int i = 0; i < iterations; i++)
        {
            byte[] challenge = new byte[Bytes32.Length];
            BitConverter.TryWriteBytes(challenge, (ulong)i);
            start = time.GetTimestamp();
            await source.FindAsync(7, Hash32.FromBytes(challenge), node, difficulty, null, cancellationToken);
            var taken = time.GetElapsedTime(start);
            total += taken;
            await error.WriteAsync($"[{i}]: {Text(taken)} (scaled: {Text(taken * scale)})\n");
        }

        await output.WriteAsync(
            $"{{\n  \"randomx_vm_init_time\": {Json(setUp)},\n  \"average_time\": {Json(total / iterations * scale)},\n  \"iterations\": {iterations}\n}}\n");
    }

    // The library's names; our own implementation has none and says what it is.
    private static string Flags(RandomXOptions options, IRandomX randomX)
    {
        if (!RandomXLoader.IsLibraryAvailable)
            return randomX.Description;
        var flags = RandomXLoader.RecommendedFlags(options);
        (RandomXFlags Flag, string Name)[] names =
        [
            (RandomXFlags.LargePages, "LARGE_PAGES"), (RandomXFlags.HardAes, "HARD_AES"), (RandomXFlags.FullMemory, "FULL_MEM"), (RandomXFlags.Jit, "JIT"),
            (RandomXFlags.Secure, "SECURE"), (RandomXFlags.Argon2Ssse3, "ARGON2_SSSE3"), (RandomXFlags.Argon2Avx2, "ARGON2_AVX2"),
        ];
        return string.Join(" | ", names.Where(known => flags.HasFlag(known.Flag)).Select(known => $"FLAG_{known.Name}"));
    }

    private static int Threads(Arguments arguments, int standard) =>
        arguments.Number("threads", standard) is var threads && threads == 0 ? Environment.ProcessorCount : threads;
}
