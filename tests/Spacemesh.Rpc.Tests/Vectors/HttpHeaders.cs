using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>Compares all headers of an answer but Date.</summary>
internal static class HttpHeaders
{
    public static void Check(JsonElement expected, HttpResponseMessage response, bool lengthsAgree = true)
    {
        var actual = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !header.Key.Equals("Date", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => string.Join('|', header.Value), StringComparer.OrdinalIgnoreCase);
        foreach (var header in expected.EnumerateObject())
        {
            VectorCase.True(actual.Remove(header.Name, out string? value), $"header {header.Name} is missing");
            if (lengthsAgree || !header.NameEquals("Content-Length"))
                VectorCase.Equal(string.Join('|', header.Value.EnumerateArray().Select(item => item.GetString())), value, $"header {header.Name}");
        }

        VectorCase.True(actual.Count == 0 || actual.Keys.All(key => key == "Content-Length" && actual[key] == "0"), $"unexpected headers {string.Join(", ", actual.Keys)}");
    }
}
