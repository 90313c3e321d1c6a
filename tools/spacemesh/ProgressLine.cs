using System.Globalization;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node;

/// <summary>Shows a long step on one line of standard error: how far, how fast, how long still.</summary>
internal sealed class ProgressLine(TextWriter output, TimeProvider time, bool rewrite) : IProgress<OperationProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private string _step = "";
    private long _stepBegan;
    private long _lastShown;
    private int _width;

    public void Report(OperationProgress value)
    {
        bool begins = value.Step != _step;
        if (begins)
        {
            _step = value.Step;
            _stepBegan = time.GetTimestamp();
        }

        if (!begins && (!rewrite || time.GetElapsedTime(_lastShown) < Interval))
            return;
        _lastShown = time.GetTimestamp();
        string line = Format(value, time.GetElapsedTime(_stepBegan));
        if (!rewrite)
        {
            output.WriteLine(line);
            return;
        }

        output.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }

    /// <summary>Wipes the line, so that what follows begins a clean one.</summary>
    public void Clear()
    {
        if (rewrite && _width > 0)
            output.Write("\r" + new string(' ', _width) + "\r");
        _width = 0;
    }

    internal static string Format(OperationProgress value, TimeSpan elapsed)
    {
        if (value.Total <= 0)
            return $"{value.Step} …";
        bool bytes = value.Unit == "bytes";
        string done = bytes ? DatabaseStatistics.Size(value.Done) : value.Done.ToString(CultureInfo.InvariantCulture);
        string total = bytes ? DatabaseStatistics.Size(value.Total) : value.Total.ToString(CultureInfo.InvariantCulture) + " " + value.Unit;
        string line = $"{value.Step}: {done} of {total}";
        if (elapsed.TotalSeconds < 0.5 || value.Done <= 0)
            return line;
        double rate = value.Done / elapsed.TotalSeconds;
        string speed = bytes ? DatabaseStatistics.Size((long)rate) : rate.ToString("0.#", CultureInfo.InvariantCulture);
        var left = TimeSpan.FromSeconds((value.Total - value.Done) / rate);
        return $"{line}, {speed}/s, {left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture)} left";
    }
}
