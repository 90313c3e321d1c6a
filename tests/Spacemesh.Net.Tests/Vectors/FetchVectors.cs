using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Servers;
using Spacemesh.Net.Tests.Support;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fetch;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>
/// Both forms of the servers over the recorded database, byte by byte as they leave on the stream; and the client's reading of them.
/// </summary>
[VectorFile("08-fetch")]
public sealed class FetchVectors : VectorSuite, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fetch").FullName;
    private readonly Dictionary<ProposalId, byte[]> _proposals = [];
    private ServedHandlers _streaming = null!;
    private ServedHandlers _buffered = null!;
    private SqliteStateDatabase _database = null!;

    public override void Open(VectorFile file)
    {
        string path = Path.Combine(_folder, "state.sql");
        using (var source = file.OpenArtefact($"{file.Stem}.sql"))
        using (var target = File.Create(path))
            source.CopyTo(target);
        _database = SqliteStateDatabase.Open(new DatabaseOptions { Path = path }, default, NullLogger.Instance);
        foreach (var vector in file.Cases.Where(vector => vector.Out.Has("proposal")))
        {
            byte[] bytes = vector.Out.Hex("proposal");
            _proposals.Add(Scale.Decode<Proposal>(bytes).ComputeId(), bytes);
        }

        _streaming = new ServedHandlers();
        _ = new FetchServers(_streaming, _database, Find, streams: true);
        _buffered = new ServedHandlers();
        _ = new FetchServers(_buffered, _database, Find, streams: false);
    }

    public override void Check(VectorCase vector)
    {
        if (!vector.In.Has("protocol"))
        {
            VectorCase.True(vector.Out.Has("proposal"), "a case without protocol shows a proposal");
            return;
        }

        if (!vector.Out.Has("streaming"))
        {
            Check(vector, vector.Out, _streaming);
            Check(vector, vector.Out, _buffered);
            return;
        }

        var streaming = vector.Out.GetProperty("streaming");
        var buffered = vector.Out.GetProperty("buffered");
        Check(vector, streaming, _streaming);
        Check(vector, buffered.ValueKind == JsonValueKind.String ? streaming : buffered, _buffered);
    }

    public void Dispose()
    {
        _database?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Check(VectorCase vector, JsonElement expected, ServedHandlers servers)
    {
        byte[] response = [];
        PeerAnswer? answer;
        try
        {
            answer = servers.Answer(vector.In.Text("protocol"), vector.In.Hex("request"));
            foreach (var piece in answer is null ? [] : RequestFraming.Frame(answer))
                response = [.. response, .. piece.Span];
        }
        catch (PeerRequestException exception)
        {
            response = RequestFraming.ErrorAnswer(exception.Message);
        }

        VectorCase.Equal(expected.I32("len"), response.Length, "length");
        if (expected.Has("response"))
        {
            byte[] wanted = expected.Hex("response");
            // The order of a batch's objects is open, their bytes are not (spec 08 §6.3).
            if (Sorted(wanted) is { } objects)
                VectorCase.Equal(objects, Sorted(response), "objects");
            else
                VectorCase.Equal(wanted, response, "response");
        }
        else
        {
            var hash = Blake3.Hash(response);
            VectorCase.Equal(expected.Hex("response_first_96"), response.AsSpan(0, 96), "begin");
            VectorCase.Equal(expected.Hex("response_last_32"), response.AsSpan(response.Length - 32), "end");
            VectorCase.Equal(expected.Hex("response_blake3"), Hash32.Span(in hash), "hash of the response");
        }

        Read(response);
    }

    /// <summary>A batch's id and objects in one order; null for what is no batch of several objects.</summary>
    private static string? Sorted(byte[] response) =>
        Scale.TryDecode<ServerResponse>(response, out var outer, out _)
        && Scale.TryDecode<ResponseBatch>(outer.Data.Span, out var batch, out _)
        && batch.Responses.Count > 1
            ? $"{batch.Id} {string.Join(' ', batch.Responses.Select(one => $"{one.Hash}={one.Data}").Order(StringComparer.Ordinal))}"
            : null;

    /// <summary>The client's side: the reader takes the same bytes however they are cut.</summary>
    private static void Read(byte[] response)
    {
        if (response.Length == 0)
            return;
        string whole = Outcome(response, response.Length);
        VectorCase.Equal(whole, Outcome(response, 1), "read byte by byte");
        VectorCase.Equal(whole, Outcome([.. response, 1, 2, 3], 7), "read with bytes behind it");
    }

    private static string Outcome(byte[] response, int chunk)
    {
        var reader = new AnswerReader();
        try
        {
            int at = 0;
            while (!reader.IsWhole && at < response.Length)
                at += reader.Feed(response.AsSpan(at, Math.Min(chunk, response.Length - at)));
            return Convert.ToHexString(Blake3.Hash(reader.Finished().Span) is var hash ? Hash32.Span(in hash) : default);
        }
        catch (PeerRequestException exception)
        {
            return exception.Message;
        }
    }

    private ReadOnlyMemory<byte>? Find(ProposalId id) => _proposals.TryGetValue(id, out byte[]? bytes) ? bytes : default(ReadOnlyMemory<byte>?);
}
