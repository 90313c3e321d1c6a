using System.Text.RegularExpressions;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>Searches on one directory, one after the other.</summary>
[VectorFile("02-search-nonce")]
public sealed class NonceSearchVectors : VectorSuite, IDisposable
{
    private readonly TestSpace _space = new();

    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        if (given.Has("node_id"))
        {
            Initializer.Open(_space.Directories, TestSpace.Options(given), TestSpace.Services()).RunAsync([LabelProvider.Cpu]).GetAwaiter().GetResult();
            _space.RequireLike(vector.Out);
            return;
        }

        Edit(vector);
        string? error = null;
        NonceSearch.Found? found = null;
        try
        {
            found = NonceSearch.Search(
                _space.Directories,
                given.Has("from_file") ? given.I64("from_file") : 0,
                given.Has("to_file") ? given.I64("to_file") : null,
                cancellationToken: new CancellationToken(given.Has("cancelled") && given.Flag("cancelled")));
            if (found is null)
                error = "nonce not found";
        }
        catch (PostDataException exception)
        {
            error = exception.Message;
        }
        catch (OperationCanceledException)
        {
            error = "context canceled";
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (error is null)
        {
            VectorCase.Equal(vector.Out.U64("nonce"), found!.Value.Index, "nonce");
            VectorCase.Equal(vector.Out.Text("label16"), $"{found.Value.Value:x32}", "label16");
        }

        _space.RequireLike(vector.Out);
    }

    public void Dispose() => _space.Dispose();

    private void Edit(VectorCase vector)
    {
        foreach (var property in vector.In.EnumerateObject())
        {
            if (Regex.Match(property.Name, "^file_([0-9]+)_size$") is { Success: true } match)
            {
                using var file = File.OpenWrite(Path.Combine(_space.Path, PostDataFileName.Of(long.Parse(match.Groups[1].Value))));
                file.SetLength(property.Value.GetInt64());
            }
        }

        if (vector.Out.GetProperty("metadata_text").GetString() is not { } text)
            File.Delete(_space.MetadataPath);
        else if (vector.In.Has("metadata_num_units") || vector.Out.Has("error"))
            File.WriteAllText(_space.MetadataPath, text);
        else if (File.Exists(_space.MetadataPath))
            ResetUnits(text);
    }

    /// <summary>An earlier case may have changed the number of units; this case's text tells it.</summary>
    private void ResetUnits(string text)
    {
        var wanted = PostMetadataDocument.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        var there = PostMetadataDocument.Parse(File.ReadAllBytes(_space.MetadataPath));
        File.WriteAllBytes(_space.MetadataPath, (there with { NumUnits = wanted.NumUnits, Nonce = null, NonceValue = null }).Write());
    }
}
