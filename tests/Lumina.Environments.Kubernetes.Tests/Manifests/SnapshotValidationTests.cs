using System.Net.Http.Headers;
using System.Text;
using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A real API server is asked whether it takes what is written. It keeps nothing but a namespace for the time of asking.</summary>
[Trait("Category", "Kubernetes")]
public sealed class SnapshotValidationTests
{
    [SkippableFact]
    public async Task A_cluster_takes_every_object_of_hostile_text_and_gives_the_text_back()
    {
        using k8s.Kubernetes client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(await TestCluster.RequireAsync()));
        V1Namespace made = await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "lumina-hostile-" } });
        try
        {
            ServiceSpec spec = SnapshotTests.Hostile() with { Version = "\u007f\u0085😀 \uffff" };
            spec.Settings["EVERYTHING"] = "\u0001\t\r\n\u007f\u0080\u0085\u00a0\u2028\u2029\ud7ff\ue000\ufeff\ufffe\uffff😀\U0010ffff";
            KubernetesComponent written = ManifestLab.Of([spec]).Write(spec);
            foreach (KubernetesObject item in written.Objects)
            {
                (await ApplyAsync(client, made.Name(), item)).Should().Be("", because: item.ToString());
            }

            V1ConfigMap settings = await client.CoreV1.ReadNamespacedConfigMapAsync($"{written.ExternalName}-settings", made.Name());
            settings.Data["EVERYTHING"].Should().Be(spec.Settings["EVERYTHING"].ToString());
            V1Deployment deployment = await client.AppsV1.ReadNamespacedDeploymentAsync(written.ExternalName, made.Name());
            deployment.Metadata.Annotations[ServiceManifests.VersionAnnotation].Should().Be(spec.Version);
        }
        finally
        {
            await client.CoreV1.DeleteNamespaceAsync(made.Name());
        }
    }

    private static async Task<string> ApplyAsync(k8s.Kubernetes client, string space, KubernetesObject item)
    {
        item.Body["metadata"]!["namespace"] = space;
        string prefix = item.Type.Group.Length == 0 ? "api" : "apis";
        using HttpRequestMessage request = new(HttpMethod.Patch, new Uri(client.BaseUri, $"{prefix}/{item.Type.ApiVersion}/namespaces/{space}/{item.Type.Plural}/{item.Name}?fieldManager=lumina-environments"));
        request.Content = new StringContent(ApplyText.Of(item.Body), Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
        if (client.Credentials is not null)
        {
            await client.Credentials.ProcessHttpRequestAsync(request, CancellationToken.None);
        }

        using HttpResponseMessage response = await client.HttpClient.SendAsync(request);
        return response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();
    }
}
