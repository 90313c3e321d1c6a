using System.Text;
using System.Text.Json;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>
/// The life of directories: cases of one group (the text before the colon) act on one directory, after the edits that a case's name tells.
/// </summary>
[VectorFile("02-datadir")]
public sealed class DataDirectoryVectors : VectorSuite, IDisposable
{
    private TestSpace _space = new();
    private string _group = "";
    private Initializer? _initializer;
    private Task? _busy;
    private ManualResetEventSlim? _release;

    public override void Check(VectorCase vector)
    {
        if (!vector.In.Has("action"))
        {
            CheckId(vector);
            return;
        }

        string group = vector.Name.Split(':')[0];
        if (group != _group)
            Fresh();
        _group = group;
        string? error;
        switch (vector.In.Text("action"))
        {
            case "open":
                Prepare(vector);
                error = Open(vector);
                break;
            case "initialize":
                error = Initialize(vector);
                break;
            default:
                error = Reset(vector);
                break;
        }

        RequireError(vector, error);
        _space.RequireLike(vector.Out);
        if (vector.Out.Has("status"))
            VectorCase.Equal(vector.Out.Text("status"), _initializer!.Status().ToString(), "status");
        if (vector.Out.Has("reported_labels_written"))
            VectorCase.Equal(vector.Out.U64("reported_labels_written"), _initializer!.LabelsWritten, "reported_labels_written");
        if (vector.Out.Has("batches_computed"))
            VectorCase.Equal(vector.Out.I32("batches_computed"), _initializer!.BatchesBegun, "batches_computed");
    }

    public void Dispose()
    {
        _release?.Set();
        try
        {
            _busy?.Wait();
        }
        finally
        {
            _release?.Dispose();
            _space.Dispose();
        }
    }

    private static void CheckId(VectorCase vector)
    {
        int length = int.Parse(vector.Name.Split(' ').SkipWhile(word => word != "of").ElementAt(1));
        string field = vector.Name.StartsWith("node id", StringComparison.Ordinal) ? "id" : "commitmentAtxId";
        string error = Assert.Throws<PostOptionException>(() => InitializationOptions.RequireId(new byte[length], field)).Message;
        VectorCase.Equal(vector.Out.Text("error"), error, "error");
    }

    private static void RequireError(VectorCase vector, string? error)
    {
        string? expected = vector.Out.TryGetProperty("error", out var text) ? text.GetString() : null;
        // What the reference's JSON library says stands for "the metadata is refused": ours names file and field.
        if (expected is "unexpected end of JSON input" || expected?.StartsWith("illegal base64", StringComparison.Ordinal) == true)
            VectorCase.True(error?.Contains(PostMetadataFile.Name, StringComparison.Ordinal) == true, $"expected the metadata to be refused, got: {error}");
        else
            VectorCase.Equal(expected, error, "error");
    }

    private void Fresh()
    {
        _space.Dispose();
        _space = new TestSpace();
        _initializer = null;
    }

    private string Named(string text) => text.Replace(_space.Path, "DATADIR", StringComparison.Ordinal);

    private void Prepare(VectorCase vector)
    {
        var expected = vector.Out;
        var names = expected.GetProperty("files").EnumerateArray().Select(file => file.Text("name")).ToHashSet(StringComparer.Ordinal);
        if (_space.Directories.Files().Any(file => !names.Contains(Path.GetFileName(file.Path))))
            Fresh();
        bool hasData = _space.Directories.Files().Count > 0;
        string? text = expected.GetProperty("metadata_text").GetString();
        bool refused = expected.GetProperty("error").ValueKind == JsonValueKind.String;
        if (vector.Name.Contains("foreign metadata", StringComparison.Ordinal))
        {
            File.WriteAllText(_space.MetadataPath, /*lang=json,strict*/ """{"NodeId":"AA==","NumUnits":77}""");
        }
        else if (refused && text is null)
        {
            File.Delete(_space.MetadataPath);
        }
        else if (text is not null && (refused || vector.Name.Contains("removed", StringComparison.Ordinal)) && !vector.Name.Contains("restored", StringComparison.Ordinal) && hasData)
        {
            // What was left out of the metadata is also absent afterwards.
            AtomicFile.Write(_space.MetadataPath, Encoding.UTF8.GetBytes(text));
        }

        foreach (var file in expected.GetProperty("files").EnumerateArray())
        {
            string path = Path.Combine(_space.Path, file.Text("name"));
            if (!File.Exists(path) && !hasData)
                File.WriteAllBytes(path, new byte[file.I32("size")]);
        }
    }

    private string? Open(VectorCase vector)
    {
        try
        {
            var services = TestSpace.Services();
            if (vector.Name.StartsWith("wrong reference engine", StringComparison.Ordinal))
            {
                var other = Commitment.FromBytes([.. Enumerable.Range(1, Bytes32.Length).Select(value => (byte)value)]);
                services = services with { Reference = () => new ScriptedEngine(instead: other) };
            }

            _initializer = Initializer.Open(_space.Directories, TestSpace.Options(vector.In), services);
            return null;
        }
        catch (PostException exception)
        {
            return Named(exception.Message);
        }
    }

    private string? Initialize(VectorCase vector)
    {
        if (!vector.In.Has("num_units"))
            return WhileBusy(() => _initializer!.RunAsync([new ScriptedEngine().AsProvider()]).GetAwaiter().GetResult());
        bool hasProvider = !vector.In.TryGetProperty("provider", out var provider) || provider.ValueKind != JsonValueKind.Null;
        using var cancel = new CancellationTokenSource();
        int cancelDuring = vector.In.Has("cancelled_during_batch") ? vector.In.I32("cancelled_during_batch") : 0;
        var engine = new ScriptedEngine(call =>
        {
            if (call == cancelDuring)
                cancel.Cancel();
        });
        return Run(() => _initializer!.RunAsync(hasProvider ? [engine.AsProvider()] : [], cancel.Token).GetAwaiter().GetResult());
    }

    private string? Reset(VectorCase vector)
    {
        if (_busy is not null)
            return WhileBusy(() => _initializer!.Reset());
        foreach (var file in vector.Out.GetProperty("files").EnumerateArray())
            File.WriteAllBytes(Path.Combine(_space.Path, file.Text("name")), new byte[file.I32("size")]);
        return Run(() => _initializer!.Reset());
    }

    /// <summary>Acts while another run computes its first batch; that run ends with the suite.</summary>
    private string? WhileBusy(Action act)
    {
        if (_busy is null)
        {
            _release = new ManualResetEventSlim();
            var release = _release;
            using var started = new ManualResetEventSlim();
            var engine = new ScriptedEngine(_ =>
            {
                started.Set();
                release.Wait();
            });
            _busy = Task.Run(() => _initializer!.RunAsync([engine.AsProvider()]));
            started.Wait();
        }

        return Run(act);
    }

    private string? Run(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (PostException exception)
        {
            return Named(exception.Message);
        }
        catch (OperationCanceledException)
        {
            return "context canceled";
        }
    }
}
