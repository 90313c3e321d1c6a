using System.Globalization;
using System.IO.Compression;
using System.Text;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Trace;

/// <summary>
/// <c>trace [--context N] FILE…</c>: replays trace files (JSON lines, also gzipped) against the engine. Exit status 0 when all agree, 1 when
/// one diverges, 2 when the command or a file cannot be used.
/// </summary>
internal static class TraceTool
{
    private const string Usage = """
        usage: trace [--context LAYERS] FILE...

        Replays tortoise traces (JSON lines as the tracer writes them; .gz is unpacked) and compares every answer.
        Reports the first divergence of each trace with the state around it.

          --context LAYERS   layers shown on either side of the divergence (default 3)
        """;

    /// <summary>A line beyond this is no event: a trace of the biggest ballots stays far below.</summary>
    private const int MaxLine = 64 << 20;

    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        uint context = 3;
        var files = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "-h" or "--help":
                    output.WriteLine(Usage);
                    return 0;
                case "--context" when i + 1 < args.Length && uint.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out context):
                    i++;
                    break;
                case ['-', ..]:
                    errors.WriteLine(args[i] == "--context" ? "trace: --context needs a number of layers" : $"trace: unknown option {args[i]}");
                    errors.WriteLine(Usage);
                    return 2;
                default:
                    files.Add(args[i]);
                    break;
            }
        }

        if (files.Count == 0)
        {
            errors.WriteLine(Usage);
            return 2;
        }

        int status = 0;
        foreach (string file in files)
            status = Math.Max(status, Replay(file, context, output, errors));
        return status;
    }

    private static int Replay(string file, uint context, TextWriter output, TextWriter errors)
    {
        long number = 0;
        try
        {
            using Stream raw = File.OpenRead(file);
            using var stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var report = new TraceReport(output, context);
            var line = new StringBuilder();
            while (ReadLine(reader, line))
            {
                number++;
                if (line.Length == 0)
                    continue;
                report.Step(Encoding.UTF8.GetBytes(line.ToString()));
            }

            return report.Finish(file);
        }
        catch (TraceFormatException exception)
        {
            errors.WriteLine($"trace: {file}, line {number}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            errors.WriteLine($"trace: {file}: {exception.Message}");
        }

        return 2;
    }

    private static bool ReadLine(StreamReader reader, StringBuilder line)
    {
        line.Clear();
        int next;
        while ((next = reader.Read()) >= 0 && next != '\n')
        {
            if (next != '\r')
                line.Append((char)next);
            if (line.Length > MaxLine)
                throw new TraceFormatException($"longer than {MaxLine} characters: not a trace of JSON lines");
        }

        return next >= 0 || line.Length > 0;
    }
}
